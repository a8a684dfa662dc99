"""Slips of the pen in words of danger: `smokeing`, `exploaded`, `batery` are read as what they were meant to be.

Each word of danger stands with all that lies one letter away (one left out, put in, changed, or two that changed
places), unless that is a word of its own; words of fewer than five letters only with those named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from bot.understanding.words import word_set

_MEANT = word_set(
    """smoke smoked smoking smokes flames caught exploded explodes exploding explosion battery batteries charger burned
    burning burnt swollen swelled swelling bulging bulged bulges puffed puffing bloated ballooned expanded
    electric shock shocked electrocuted injured injury bleeding choked hospital blisters leaked hacked hackers
    password passwords address addresses account customer customers personal details stolen breach lawyer
    attorney solicitor lawsuit sueing suing court action standards ombudsman fingers finger socket plugged
    monitor toaster scooter laptop phone tablet router adapter machine dryer hoverboard ankle skin flamethrower
    garage carpet curtain emergency ambulance fire powerbank"""
)
_NAMED = {
    "fier": "fire", "flams": "flames", "flamse": "flames", "smok": "smoke", "smoek": "smoke", "cathced": "caught",
    "coart": "court", "cort": "court", "cuort": "court", "hackt": "hacked", "hakked": "hacked",
    "hakers": "hackers", "costumers": "customers", "custmers": "customers", "breech": "breach", "lawer": "lawyer",
    "lawyr": "lawyer", "suee": "sue", "burnd": "burned", "swolln": "swollen", "peoples": "people's",
    "clames": "claims", "batterie": "battery", "battry": "battery", "battary": "battery", "swelld": "swelled",
    "explodded": "exploded", "acton": "action", "standerds": "standards", "brok": "broke", "hnad": "hand",
    "elses": "else's", "lawers": "lawyers", "stollen": "stolen", "cought": "caught", "fone": "phone",
    "cutts": "cuts", "oders": "orders", "elektric": "electric", "elecric": "electric", "shoked": "shocked",
    "buldging": "bulging", "buldged": "bulged", "explodet": "exploded", "comming": "coming", "commin": "coming",
}  # fmt: skip
_OWN = word_set(
    """spoke spoked stoke stokes smock names fames frames blames flakes flamed taught explores bettery charged changer
    change charges charge turned earned borne burner burners bunting buying turning hurting burying burns burst
    bunt burst swelter spelling dwelling smelling welling blogged floated spell stock shook shocks shot shop
    should socked stocked knocked choked cooked chocked looked packed backed jacked lacked sacked racked tacked
    hacker packers backers spent count counts discount accounts custom customs person persona personals detail
    retails tails stole stolen break bread beach reach preach layer layers court count courts cour art actions
    faction auction standard linger singer ginger figure pocket rocket locket sock plugged slugged monitors
    minor toasted coaster roaster shooter scouter laptops laps phones phony phase tables table tablets routed
    route routers outer adapted adopter machines drier drayer dries uncle angle ankles spin kin sin shin sking
    skins garbage carpets certain curtains fires fired hire wire tire dire fine file five firm fir fires fore
    fare freed burner mourned churned tuned smoker smokers strokes stroked puffer puffs huffed buffed bulge
    expended expander leaked leaves leaned leaped peaked liked leaker linked leaky barked marked asked tasked
    peak hospitals blister lister sisters shocker shockers electro electrics elected electoral injures injure
    insured inured bleeding breeding pleading bleating breading choke chose closed chokes suing swing using sing
    suing sung shin passport exploited explored explore implosion explosions explosive expanding expands
    explodes addressed bleach blending breath bugged bugging buried burn chargers coked exploring flame iphone
    lawyers phoned prone roster routes seeing selling sling smelled sockets spelled sting stoked winger wingers
    zinger explode smoky smokey"""
)
_VOWELS = "aeiouyht"
"""Letters that people put in or take for another one, beside those that the word has."""


def _near(word: str) -> Iterator[str]:
    """All that lies one slip away from a word."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in sorted({*word, *_VOWELS}):
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


@cache
def slips() -> Mapping[str, str]:
    """Each slip with the word that was meant; made once, when first asked for."""
    meant = {word for word in _MEANT if len(word) >= 5}
    found = {slip: word for word in sorted(meant) for slip in _near(word) if slip not in _OWN and slip not in _MEANT}
    return found | _NAMED
