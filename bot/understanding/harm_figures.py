"""What only sounds like danger: figures of speech, denials, questions about what might be.

Patterns run over a sentence in lower case, its words joined by single spaces, and are taken out of it before
anybody looks for danger.
"""

from __future__ import annotations

import re

from bot.understanding.glance import Glance

_FIGURES = (
    r"\bfire tablets?\b|\bburn(?:t|ed) by (?:cheap|the (?:last|price|sale))|\bsun (?:has )?burn(?:t|ed)\b|"
    r"\bfrom crying\b|"
    r"\b(?:mouth|tongue|lips) on fire\b|\bwhat (?:happens )?if\b.*|\bburn(?:t|ed) my (?:tongue|mouth)\b|"
    r"\bsmoke machines?\b|\b(?:laden|bude|luft) brennt\b|\bburns? (?:my|your|the) (?:retinas?|eyes)\b|\bapp blown up\b",
    # slang and sayings
    r"\b(?:is|was|are|be|looks|so|gave me \w+) (?:(?!on )\w+ )?fire\b(?! (?:hazard|damage|risk|danger|department|"
    r"brigade|coming|inside))",
    r"\bsmoke (?:on the water|weed|break)\b|\bsmoked (?:salmon|glass|beef|paprika)\b|\bnon smoking\b|\bsmoke "
    r"colou?r\b",
    r"\bexplod(?:ed|ing|es) with (?:\w+ )?(?:notifications|messages|calls|joy|laughter|texts|mails?|emails)\b",
    r"\bburn(?:s|ed|t|ing)? (?:\d+|half|so much|too much|lots of|more|less|a lot of|all|calories|kcal)\b|\bfire "
    r"(?:the|your|whoever|that|him|her|them)\b",
    r"\bburn(?:s|ed|t|ing)? (?:\w+ ){0,2}battery\b|\b(?:battery|data) burn(?:er|ing)?\b|\bburning (?:with|up) "
    r"(?:rumou?rs|questions?|curiosity|the charts)\b",
    r"\b(?:patience|nerves?|trust|bridges?) (?:is|are|was) (?:\w+ )?burn(?:t|ed)\b|\bswallowed (?:the|my) "
    r"(?:price|cost|pride|bill)\b",
    r"\bsue you for being\b|\bmake me sue\b|\b(?:cd|dvd|dvds|cds)s? burn(?:er|ing|ed)?\b|\bflames? of\b|\bmelts "
    r"into\b",
    # denied ("no smoke", "does not get hot")
    r"\b(?:no|not|never|without|zero|isn't|wasn't|doesn't|didn't|don't|won't|hasn't|haven't|nothing|kein|keine|"
    r"nicht|nie|bez|nie ma)\b"
    r"(?: (?!but\b)\w+){0,2} (?:smoke|smoking|fire|flames?|heat|hot|burn\w*|overheat\w*|melt\w*|swell\w*|"
    r"swollen|bulging|dangerous|"
    r"unsafe|explod\w*|spark\w*|injur\w*|leak\w*|breach\w*|rauch\w*|feuer|hei(?:ß|ss)|überhitz\w*|dymu|przegrzewa)\b",
    # fire and smoke
    r"\b(?:fire|smoke) (?:tv|stick|sale|test|detectors?|alarms?|wall|fox|gr[ea]y|sticks?|drill|edition|emoji)\b",
    r"\b(?:straight|pure|absolute|so much|literal) fire\b",
    r"\bdumpster fires?\b|\bunder fire\b|\bfired? up\b|\bfire 🔥|\bon fire (?:🔥|this|today|lately|with|right now|"
    r"since)",
    r"\bset the (?:\w+ )?(?:world|internet|charts|stage) on fire\b|\bfire in (?:my|his|her) (?:belly|heart)\b",
    r"\b(?:rapid|quick|cease|cross|camp|wild) ?fire\b|\bopen fire\b",
    r"\bsmok(?:es|ed|ing) (?:the|every|all|its|their) (?:competition|others?|rest|rivals?)\b|\bsmoking (?:hot|"
    r"deal|gun|good)\b",
    # burning, melting, bursting
    r"(?<!hole )\bburn(?:s|ed|t|ing)? (?:\w+ )?through\b|\bburn(?:t|ed)? ?out\b|\bburn in\b|\bburn(?:ing)? (?:rate|"
    r"question|desire)\b",
    r"\bburn(?:s|ed|t|ing)? (?:a )?hole in (?:my|your|the) (?:pocket|wallet|budget)\b|\bfeel the burn\b|"
    r"\b(?:sick|slow|nice|what a|solid|good) burn\b|\bcrash(?:ed|es)? and burn(?:ed|s)?\b|\b(?:got|get|gets) "
    r"(?:\w+ and )?burned in\b|\broasted and burned\b|\bmoney to burn\b",
    r"\bburn(?:s|ed|t|ing)? (?:the|my|their|his|her) (?:bridges|midnight oil|retinas|eyes out|toast|dinner|cd|"
    r"dvd|disc|disk|image|iso)\b",
    r"\b(?:melts?|melted|melting) (?:my|your|his|her|our) (?:heart|brain|mind|face)\b|\b(?:face|heart|brain|"
    r"mind) melt(?:s|ed|ing)\b",
    r"\b(?:blew|blown|blowing|blows) up (?:my|the|our|his|her|all over|on) (?:\w+ )?"
    r"(?:timeline|feed|phone|inbox|twitter|tiktok|instagram|internet|mentions|notifications|reddit|youtube|"
    r"socials?|dms?|chat)\b",
    r"\b(?:sales|inbox|mentions|views|popularity|demand|prices?|downloads|numbers|timeline|it|this) (?:has |"
    r"have |just )?"
    r"(?:exploded|blew up|explodes|blows up) (?:after|in|since|on|with|overnight) "
    r"(?:september|october|november|december|january|february|march|april|may|june|july|august|popularity|"
    r"twitter|tiktok|"
    r"reddit|instagram|youtube|the (?:launch|release|newsletter|internet)|price|sales|views)\b",
    r"\bexplosive (?:growth|sound|bass|start|news)\b|\bswelling with pride\b|\bego (?:is |has )?swollen\b|"
    r"\bexplod(?:es|ed|ing) (?:all )?(?:my|our|every) (?:expectations?|minds?)\b|\bsparks? (?:my|our|your) "
    r"(?:creativity|imagination|curiosity)\b",
    r"\bhot (?:deal|deals|take|takes|topic|mess|item|stuff|pick|girl|summer|spot|spots|key|keys|swap|fix|pink|"
    r"dog|off the press)\b",
    r"\b(?:weather|summer|outside|temperatures|heatwave|coffee|tea|food|sun|oven) (?:\w+ ){0,3}hot\b",
    # hurt, law, leaks
    r"\b(?:shocked|shocking|shock) (?:by(?! (?:the |my |your |a )?(?:charger|cable|plug|phone|metal|port|adapter))|"
    r"at|to see|to find|how|that|about) \w+|\binjury time\b|\bsparks? (?:joy|"
    r"interest|ideas?|debate|outrage|conversation)\b",
    r"\b(?:sue|sues) me\b|\bhot to the touch screen\b",
    r"\b(?:killer|kills it|killing it|to die for|bleeding edge|toxic (?:fans?|fanbase|people|community))\b",
    r"\bleak(?:ed|s)? (?:photos?|pictures?|specs?|images?|renders?|design|prices?|videos?)\b|\b(?:specs?|"
    r"photos?|renders?|design|prices?|benchmarks?) (?:\w+ )?leaked\b",
    # German and Polish
    r"\bbrennend (?:interessier\w*|gern\w*)\b|\b(?:interessier\w+|würde) (?:\w+ )?brennend\b|\braucht (?:mir|"
    r"ihm|ihr|uns) der kopf\b|\bfeuer und flamme\b|\bpreise explodieren\b",
    r"\bbrennt sich ein\b|\b(?:ein|fest)gebrannt\b|\bhei(?:ß|ss) (?:begehrt|ersehnt|erwartet|geliebt)\b|"
    r"\bbrennt (?:mir )?(?:auf der seele|unter den nägeln)\b",
    r"\bwybuch(?:łem|łam|nąłem|nęłam|ł) śmiechem\b|\bposzł[yao] w ogień\b|\bgorąc[ayo] okazj\w+\b|\bwyciek "
    r"(?:zdjęć|specyfikacji|cen)\b|\bto ogień\b",
)

FIGURES = re.compile("|".join(_FIGURES))
MAY_BE_FIGURE = Glance(FIGURES)
HYPOTHETICAL = re.compile(
    r"\b(?:could|can|might|would|will|may|does|do|survive|risk|chance|resist|against|ever|prevent|avoid|protect|"
    r"in case of|after|if|kann|könnte|wird|czy)\b"
    r"(?: \w+){0,5} (?:melt|explode|catch fire|overheat|burn|smoke|swell|fire|spark|hot|shock|injury|dangerous|"
    r"schmelzen|brennen|explodieren|überhitzen|breach(?:es)?|leaks?|leaked|stolen|hacked)\b"
)
WHY = re.compile(r"(?:why|how come|warum|wieso|dlaczego)\b")
