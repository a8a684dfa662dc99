"""The words that carry a mood in English, with their strength. Our own list; words are facts."""

from __future__ import annotations

from bot.understanding.words import word_set

_STRENGTHS: tuple[tuple[float, str], ...] = (
    (
        3.0,
        """amazing awesome excellent fantastic brilliant superb outstanding perfect perfectly phenomenal incredible
        magnificent wonderful flawless flawlessly stunning exceptional unbeatable adore adored adoring love loved
        loves loving witchcraft magical delighted thrilled ecstatic overjoyed stellar gorgeous masterpiece goat
        hilarious breathtaking best finest""",
    ),
    (
        2.0,
        """great good happy glad nice impressed impressive beautiful beautifully pleased recommend recommended
        recommending enjoy enjoyed enjoying enjoyable fun funny pleasant reliable sturdy gem sleek crisp snappy
        smooth smoothly seamless seamlessly superior terrific lovely cute sweet helpful generous thoughtful
        friendly polite grateful appreciate appreciated appreciates appreciation thankful blessed proud excited
        exciting delight delightful charming elegant clever smart genius praise praised kudos bravo congrats
        congratulations winner wins win won succeed success successful hero heroes legend legendary wow yay woohoo
        hooray cheers favorite favourite favorites favourites ideal admire admirable inspiring inspired
        heartwarming wholesome adorable satisfied satisfying satisfaction relieved relief bless hugs hug epic
        badass solved resolved fixed grandest respectful joy joyful cheerful fabulous excellently spotless
        effortless effortlessly handy intuitive refreshing dope rad neat delicious happiness greatest brave aww
        yum yummy""",
    ),
    (
        1.0,
        """decent useful convenient comfortable bright improved improvement improving improves better trusted hope
        hopeful hopefully luck lucky thanks thank thx cheers ty welcome interesting curious works worked prefer
        prefers affordable haha hahaha lol lmao lmfao rofl hehe agree agreed finally omg hoping laughing laugh
        laughed smile smiling promising peaceful talented talent appealing attractive liked likes glad""",
    ),
    # Alone no mood ("safe place", "quick transfer"), beside another word some.
    (
        0.5,
        """fine cool ok okay fast quick quickly easy simple solid stable safe secure fresh clean upgrade free
        successfully gift bonus""",
    ),
    (
        -1.0,
        """slow slowly slower weak weird odd strange confusing confused confuse unclear difficult tricky heavy bulky
        pricey expensive costly boring bored dull dim noisy loud blurry grainy tired outdated missing lack lacks
        lacking lag laggy sluggish clunky mess messy issue issues trouble concern concerned worried unsure doubt
        doubtful doubts unfortunately sadly unlucky delay delayed delays late lonely annoying awkward cringe
        cringey waiting waited limited nervous scared afraid fear anxious hurt hurts lazy flimsy cheaply
        overpriced meh bland disappointing mistake mistakes wrong error errors unusual shame oops ugh smh damn
        dammit hell blame blames blamed argue petty uncomfortable unpleasant stress stressed stressful miss missed
        unexpected sigh problem problems regret drama fake sorry anxiety disagree nope skeptical concerning""",
    ),
    (
        -2.0,
        """bad badly worse poor poorly sad upset angry mad annoyed annoys frustrated frustrating frustrates
        frustration disappointed disappoints disappointment disappoint unhappy unacceptable useless unreliable
        rude ignored ignoring ignore dishonest misleading mislead deceptive lie lied lies lying cheat cheated
        scammer fail fails failing nasty dirty gross ugly stupid dumb silly idiotic ridiculous absurd nonsense
        crap crappy sucks suck sucked sucky junk lousy painful pain pathetic irritating irritated irritates hassle
        nuisance unfair unjust unusable unsafe dangerous toxic lame garbage trash rubbish bullshit bs shit shitty
        fuck fucking fucked fucker wtf bitch ass asshole assholes dick moron morons idiot idiots dumbass screw
        screwed jerk loser losers creepy creep racist sexist bigot bigots hypocrite evil cruel abuse abused
        abusive violent violence kill killed killing murder rape hating hates hated cry crying cried depressed
        depressing depression grief died dying death dead suffer suffered suffering miserable heartbroken
        heartbreaking tragic tragedy guilty ashamed embarrassed embarrassing embarrassment disgrace shameful
        greedy corrupt insane insulting insult insulted offensive regrets regretting regretted refuse refuses
        refused neglect sick bother bothered complain complaining complaint complaints mediocre appalled
        inconvenient inconvenience unprofessional incompetent clueless careless pissed scary terrifying horror
        waste wasteful freaking apologies insecure""",
    ),
    (
        -3.0,
        """awful terrible horrible horrendous horrid atrocious abysmal dreadful worst disgusting disgusted disgust
        furious outraged outrageous outrage infuriating enraged livid hate despise loathe scam scammed scams fraud
        fraudulent thieves thief theft steal stealing stole ripoff disaster disastrous catastrophe nightmare
        hopeless worthless vile appalling unbearable intolerable despicable shitshow clusterfuck""",
    ),
)

# Words that say something does not work. Beside open praise they make a text that may be sarcastic.
_FAULTS: tuple[tuple[float, str], ...] = (
    (
        -2.0,
        """broken broke breaks breaking crash crashed crashes crashing freeze freezes freezing frozen froze dead died
        dies stuck lost gone vanished disappeared disappears defective faulty bricked brick paperweight
        malfunction malfunctions malfunctioning cracked cracks shattered damaged scratched failed fails failing
        failure failures outage unresponsive corrupted unusable bug bugs buggy glitch glitches glitchy glitching
        flicker flickers flickering leaking leaks overheating overheats overheated drained drains draining
        unreachable unrecognised unrecognized undelivered rebooting reboots restarts stolen rejected declined
        blocked locked lockout fiction fraying frayed stutters stuttering disconnecting disconnects disconnected
        dropping unplayable swollen burnt burned melted smoking hacked errors lockups blackscreen nowhere
        misdelivered unauthorised unauthorized unavailable inactive timeout timeouts misdelivery crawling vanish
        vanishes relapse""",
    ),
)

STRENGTH: dict[str, float] = {word: strength for strength, words in (*_STRENGTHS, *_FAULTS) for word in words.split()}
FAULTS = word_set(" ".join(words for _, words in _FAULTS))

EMOJI: dict[str, float] = {
    **dict.fromkeys("😀😃😄😁😆😊🙂😍🥰😘🤩😎🥳👍👏🙌💪❤💙💚💛🧡💜🖤💕💖✨🎉🌟⭐💯🔥🏆😂🤣😻☺♥😋🤗👌", 2.0),
    **dict.fromkeys("😠😡🤬😤👎😢😭😞😔😟😣😖😫😩💔🤮🤢😒🙄😑😕☹🙁😰😱😨💩🤦🖕😾👿", -2.0),
    ":)": 1.5,
    ":-)": 1.5,
    ":d": 2.0,
    ":-d": 2.0,
    "<3": 2.0,
    ":(": -1.5,
    ":-(": -1.5,
}

# Several words that mean together something else than apart.
PHRASES: dict[tuple[str, ...], float] = {
    tuple(phrase.split()): strength
    for phrase, strength in {
        "can't wait": 2.0,
        "cant wait": 2.0,
        "no problem": 1.0,
        "no problems": 1.5,
        "no issues": 1.5,
        "no complaints": 2.0,
        "no regrets": 0.0,
        "no worries": 1.0,
        "can't complain": 1.5,
        "can't recommend enough": 3.0,
        "can't beat": 2.0,
        "can't thank": 3.0,
        "never disappoints": 2.0,
        "never fails": 2.0,
        "not bad": 1.5,
        "not only": 0.0,
        "so far so good": 1.5,
        "game changer": 2.5,
        "blown away": 3.0,
        "well done": 2.0,
        "well made": 2.0,
        "thumbs up": 2.0,
        "thumbs down": -2.0,
        "worth it": 1.5,
        "worth every": 2.5,
        "not worth": -2.0,
        "must have": 1.5,
        "second to none": 3.0,
        "hats off": 2.0,
        "keep it up": 2.0,
        "killer feature": 2.5,
        "milky way": 0.0,
        "good luck": 0.5,
        "good morning": 0.0,
        "good afternoon": 0.0,
        "good evening": 0.0,
        "as well": 0.0,
        "right now": 0.0,
        "hard drive": 0.0,
        "customer support": 0.0,
        "lumo support": 0.0,
        "the best thing would": 0.0,
        "i like": 1.5,
        "like it": 1.0,
        "a joke": -2.0,
        "shut up": -1.5,
        "so hard": -1.0,
        "too hard": -1.5,
        "too old": -1.0,
        "waste of": -3.0,
        "wasted": -2.0,
        "rip off": -2.5,
        "ripped off": -2.5,
        "let down": -2.0,
        "let me down": -2.0,
        "on hold": -1.5,
        "no number": -1.0,
        "fed up": -2.5,
        "sick of": -2.5,
        "tired of": -2.0,
        "last straw": -3.0,
        "gave up": -1.5,
        "giving up": -1.5,
        "what the hell": -2.0,
        "too expensive": -2.0,
        "too much": -1.0,
        "ran out": -1.0,
        "out of stock": -1.0,
        "double charged": -2.0,
        "charged twice": -2.0,
        "charged me twice": -2.0,
        "one star": -2.5,
        "1 star": -2.5,
        "zero stars": -3.0,
        "0 stars": -3.0,
        "five stars": 2.5,
        "5 stars": 2.5,
        "never again": -2.5,
        "not great": -1.5,
        "not happy": -2.0,
        "not good": -2.0,
        "not ok": -2.0,
        "not okay": -2.0,
        "no use": -1.5,
        "makes no sense": -1.5,
        "night light": 0.0,
        "dead easy": 1.5,
        "to die for": 2.0,
        "bright side": 0.5,
        "problem solved": 2.0,
        "life saver": 2.5,
        "thanks for": 2.0,
        "thank you for": 2.0,
        "thanks for nothing": -3.0,
        "yeah right": -0.5,
    }.items()
}
# The same for phrases that report a fault.
FAULT_PHRASES: dict[tuple[str, ...], float] = {
    tuple(phrase.split()): strength
    for phrase, strength in {
        "locked out": -2.0,
        "shuts down": -2.0,
        "shut down": -1.5,
        "turns off": -1.5,
        "turned itself off": -2.0,
        "cuts out": -2.0,
        "cut out": -1.5,
        "is down": -2.0,
        "app down": -2.0,
        "site down": -2.0,
        "server down": -2.0,
        "servers down": -2.0,
        "everything down": -2.0,
        "are down": -2.0,
        "down again": -2.0,
        "went down": -2.0,
        "no longer": -2.0,
        "stopped working": -2.5,
        "stops working": -2.5,
        "doesn't work": -2.0,
        "still waiting": -2.0,
        "still no": -2.0,
        "still not": -2.0,
        "still nothing": -2.0,
        "no reply": -1.5,
        "no response": -1.5,
        "no answer": -1.5,
        "no signal": -1.5,
        "no sound": -1.5,
        "no parcel": -2.0,
        "never came": -2.0,
        "black screen": -2.0,
        "blue screen": -2.0,
        "login loop": -2.0,
        "boot loop": -2.0,
        "half a day": -1.0,
        "does nothing": -2.0,
        "did nothing": -2.0,
        "nothing happens": -2.0,
        "nothing happened": -2.0,
        "no power": -2.0,
        "no network": -2.0,
        "no access": -2.0,
        "no trace": -2.0,
        "no sign": -1.5,
        "no luck": -1.5,
        "not allowed": -1.5,
        "over and over": -1.5,
        "again and again": -1.5,
        "logged out": -1.5,
        "logged me out": -2.0,
        "signed out": -1.5,
        "signed me out": -2.0,
        "thin air": -2.0,
        "can't get": -1.5,
        "cant get": -1.5,
        "cannot get": -1.5,
        "can get in": 0.0,
        "nobody can": -2.0,
        "no one can": -2.0,
        "greyed out": -1.5,
        "grayed out": -1.5,
        "says delivered": -1.5,
        "falling apart": -2.5,
        "fell apart": -2.5,
        "came off": -1.5,
        "out of order": -2.0,
        "error message": -1.5,
        "not me": -1.0,
        "still empty": -1.5,
        "all green": 0.0,
    }.items()
}

NEGATIONS = word_set(
    """not no never without neither nor none nobody nothing hardly barely cannot cant dont doesnt didnt wont isnt
    wasnt arent havent hasnt couldnt wouldnt shouldnt aint unable can't don't doesn't didn't won't isn't wasn't
    aren't haven't hasn't hadn't couldn't wouldn't shouldn't ain't weren't fails refuses"""
)
# What a thing or a company is there to do: denied, it is a fault ("not recognised", "can't log in", "won't charge").
DUTIES = word_set(
    """work works working worked charge charges charging log login sign arrive arrived arrives come came connect
    connects connecting open opens opening load loads loading recognise recognised recognises recognize recognized
    detect detected turn start starts boot boots sync syncs syncing respond responds responding reply replied
    answer answers answered update updates install installs installing pair pairs pairing receive received
    receiving deliver delivered ring rings vibrate hold holds last lasts help helps helped access find refund
    refunded resolved fixed accepted accept processed verify activate withdraw pay transfer credited appear
    appeared appearing reset ship shipped showing print prints scan scans play plays stream turned enable enabled
    let letting activate activated restore follow drawing locate unlock unlocks focus reach join save saves
    register registers upload uploads download downloads function functioning stop"""
)
INTENSIFIERS: dict[str, float] = {
    **dict.fromkeys(
        word_set(
            """very so really extremely incredibly absolutely totally completely utterly insanely super truly highly
            fucking damn too such"""
        ),
        1.3,
    ),
    **dict.fromkeys(["slightly", "somewhat", "bit", "kinda", "fairly", "little", "mildly"], 0.6),
}
CONTRASTS = word_set("but however although though except yet nevertheless otherwise")
REPAIRED = word_set("fixed solved resolved fixes fixing repaired replaced sorted finally")
