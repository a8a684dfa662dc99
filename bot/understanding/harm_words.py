"""The phrases that speak of danger.

Patterns run over a sentence in lower case, its words joined by single spaces. Every gap is bounded, so a text
made to be slow is not.
"""

from __future__ import annotations

import re

from bot.understanding.words import word_set

_OWN = r"(?:my|his|her|our|their|your|the)"
_THING = (
    r"(?:phone|charger|battery|batteries|power ?bank|powerbank|cable|plug|adapter|adaptor|brick|port|device|"
    r"watch|pad|speaker|scooter|toaster|kettle|heater|router|console|drill|lamp|monitor|camera|drone|dryer|oven|fryer|"
    r"bike|e bike|vacuum|blender|blanket|laptop|tablet|unit|case|connector|socket|wire|cord|casing|thing|screen|"
    r"back cover)"
)
_BODY = (
    r"(?:hand|hands|finger|fingers|thumb|leg|arm|wrist|face|skin|palm|ear|foot|thigh|lip|lips|neck|knee|eye|eyes|"
    r"daughter|son|kid|child|baby|toddler|dog|cat)"
)
_OTHER = (
    r"(?:someone else's|somebody else's|other people's|a stranger's|strangers'?|(?:another|other|some other|"
    r"different) "
    r"(?:customer|user|person|client|member|buyer|guy|man|woman|people|family)(?:'?s'?)?)"
)
_PRIVATE = (
    r"(?:names?|address(?:es)?|orders?|accounts?|data|details|invoices?|photos?|messages|emails?|e mails?|phone "
    r"numbers?|"
    r"passwords?|payment|cards?|profiles?|chats?|bookings?)"
)
_DEVICE_ON_FIRE = (
    r"(?:phone|charger|battery|power ?bank|powerbank|cable|plug|adapter|brick|device|socket|curtain|desk|table|bed|"
    r"house|kitchen|carpet|bag|car|laptop|case)"
)

# Something electrical and a word of danger in one sentence; the figures of speech are gone by then.
_ELECTRICAL = (
    r"(?:phones?|chargers?|batter(?:y|ies)|power ?banks?|powerbanks?|cables?|plugs?|adapt[eo]rs?|ports?|"
    r"devices?|sockets?|outlets?|packs?|laptops?|tablets?|usb|speaker|toaster|kettle|router|scooter|drone)"
)
_DANGER = (
    r"(?:smok(?:e|ed)|flames|(?:a|the|small|big|on|into|caught) fire|explosions?|explod(?:ed|ing)|sparks|"
    r"sparked|sparking|"
    r"burned|burnt|burns|scorched|melt(?:ed|ing)|swollen|swelling|inflated|bloated|scalding|charred|fumes|"
    r"electrocuted|electric shocks?|hissing|hissed)"
)
_GERMAN_THING = (
    r"(?:akku|powerbank|ladegerät|ladekabel|netzteil|kabel|stecker|handy|smartphone|gerät|steckdose|telefon|uhr)"
)
_GERMAN_DANGER = (
    r"(?:rauch|raucht|rauchte|geraucht|qualm\w*|gequalmt|feuer|flammen|brennt|brannte|gebrannt|explodier\w*|geplatzt|"
    r"geschmolzen|schmilzt|verschmort\w*|glüht|glühte|funken|aufgebläht\w*|aufgequollen|verbrannt|stromschlag)"
)
_POLISH_THING = r"(?:ładowark\w+|bateri\w+|powerbank\w*|telefon\w*|kab\w+|akumulator\w*|wtyczk\w+|gniazd\w+)"
_POLISH_DANGER = (
    r"(?:dym\w*|ogień|ognia|pożar\w*|iskr\w*|stopił\w*|poraził\w*|wybuchł\w*|płomie\w+|spuchł\w*|napuchł\w*|"
    r"spalon\w+|"
    r"spalił\w*|zapalił\w*|pali|płonie)"
)


def _together(thing: str, danger: str) -> str:
    """Returns a pattern for the two within ten words of each other, in either order."""
    return rf"{thing}(?: \w+){{0,10}} {danger}|{danger}(?: \w+){{0,10}} {thing}"


_ENGLISH = (
    # smoke
    r"(?:giving|gives|gave) off (?:\w+ )?smoke",
    rf"{_THING} smoking\b|^it exploded|(?:had to be|were|was) evacuated|(?:{_THING}|"
    rf"it) (?:\w+ ){{0,2}}(?:start(?:s|ed)?|began|begins|is|was|were|kept|keeps|been) (?:to )?(?:smoke|"
    r"smoking)\b(?! \w*(?:weed|cig|pot|hot|deal|allowed|the))",
    r"smoke (?:came|comes|coming|is coming|was coming|started|poured|pouring|billowed|billowing|everywhere|out|"
    r"from|rising)",
    r"(?:saw|see|smelled|smelt|thick|white|black|grey|gray|lots of|puff of|full of) (?:\w+ )?smoke(?! "
    r"(?:edition|colou?r))",
    r"it smokes(?! (?:the|every|all|its|any|both|weed|cigars?|cigarettes?)\b)",
    r"(?:fill(?:ed|ing)?|full) (?:\w+ ){0,3}(?:with|of) (?:\w+ )?smoke",
    # fire
    r"(?:caught|catches|catching|sets?|started|starts) (?:\w+ ){0,3}(?:on )?fire(?! tv|wall|to the)",
    rf"{_DEVICE_ON_FIRE} (?:is|was|went|just went|goes|are|were) (?:literally |actually )?on fire",
    r"burst into flames?",
    r"flames? (?:came|coming|comes|shot|shooting|out of|everywhere)",
    rf"{_THING} (?:\w+ ){{0,4}}(?:in|up in) flames|went up in flames|saw flames|flames,",
    r"^flames(?= [!.])",
    r"(?:is|are|was|as|real|serious|clear|major) (?:an? )?(?:\w+ )?(?:fire|safety|health) hazard",
    r"house fire",
    r"(?:fire (?:department|brigade)|firefighters) (?:\w+ ){0,3}(?:came|come|arrived|called|show(?:ed)? up)",
    r"call(?:ed|ing)? (?:the )?(?:fire (?:department|brigade)|firefighters)",
    r"there was (?:an? )(?:\w+ )?(?:explosion|fire) (?:(?:in|when|from|at|on) (?:the|my|our|your)|and then)",
    # burns and heat
    rf"burn(?:ed|t|s|ing) (?:all |up )?(?:my|his|her|our|their) (?:\w+ )?(?:{_BODY}|{_DEVICE_ON_FIRE}|trousers|sheets?|"
    rf"mattress|floor|desk|sofa|couch|worktop|pocket|jeans|rug|blanket|pillow|clothes|wall|home|garage|shed)\b",
    r"burn(?:ed|t|s) (?:a hole in (?:my|our|the)|me|itself)\b(?! out)",
    r"burn(?:ed|t)? (?:marks?|holes?|spots?)|burn(?:ed|t) down (?:our|my|the)",
    r"(?:first|second|third|1st|2nd|3rd) degree burns?",
    r"(?:burns|burn|blisters?|blistered|blistering) (?:on|to) (?:my|his|her|our|the) \w+",
    r"(?:a|got|have|has|and|with) (?:\w+ ){0,2}blisters?",
    r"(?<!will )(?:smells?|smelled|smelling|smelt|stinks?) (?:\w+ ){0,3}(?:burnt|burned|burning|smoke|"
    r"melting|melted|plastic|fire)\b(?! those| the)",
    r"(?:burning|burnt|burned|chemical|acrid|electrical) (?:plastic )?(?:smell|odou?r|stench)",
    r"scorch(?:ed|ing)? (?:marks?|my|the|wall|desk|table)",
    r"(?:is|are|was|were|got|sheets|hair|carpet|rug) singed",
    r"overheat(?:s|ed|ing)?",
    rf"(?:^|it |{_THING} |and )(?:\w+ ){{0,2}}(?:gets?|got|getting|became|becomes|becoming|runs|running|ran|feels|"
    r"felt|turned|turns) "
    r"(?:\w+ )?(?:very|extremely|really|insanely|super|too|so|dangerously|painfully|scalding|scorching|boiling|"
    r"burning|"
    r"crazy|unbearably) hot(?! (?:take|deal|topic|mess))",
    r"(?:is|was|are) (?:extremely|too|dangerously|painfully|scalding|scorching|burning|unbearably) hot(?! "
    r"(?:take|deal|topic))",
    r"(?:hot|burning) to (?:touch|hold|the touch)",
    r"glow(?:s|ed|ing) red",
    # melting, swelling, bursting
    rf"{_THING} (?:\w+ ){{0,3}}(?:melted|melts|melting|melt)(?! (?:my|your|his|her) (?:heart|brain|mind|face))",
    r"melted (?:into|onto|to) (?:the|my|our)|melted (?:plastic|cable|plug)",
    r"(?:swollen|swelled|swelling|bulging|bulged|bulges|puffed up|puffing up|ballooned|bloated) (?:up "
    r")?(?:battery|back|cell|pack)",
    rf"{_THING} (?:\w+ ){{0,3}}(?:swollen|swelled|swelling|swells|bulging|bulged|bulges|puffed up|ballooned)",
    r"(?:battery|power ?bank|back|cell|pack) (?:\w+ ){0,2}(?:expanded|expanding|expands)",
    r"(?:battery|batteries|power ?bank|cell|pack) (?:\w+ ){0,2}(?:leaked|leaking|leaks) (?:acid|fluid|liquid|"
    r"something)|battery acid",
    rf"{_THING} (?:\w+ ){{0,2}}(?:exploded|explodes|exploding)",
    rf"{_THING} (?:\w+ )?(?:blew up|blown up|blows up)",
    r"(?:exploded|blew up) (?:in|on|next|near|while|during) (?:my|our|to my|to me|charging)",
    r"(?:exploded|explodes|blew up) (?:in|on|under|beside|next to) (?:the|his|her|their) (?:sofa|couch|bed|table|desk|"
    r"floor|counter|kitchen|chair|shelf|seat|car|nightstand|pocket)",
    r"(?:exploded|blew up) (?:\w+ ){0,5}(?:was|were|got|is|are) (?:hurt|injured|wounded|burnt|burned)",
    # electricity and gas
    r"electric(?:al)? shocks?",
    r"electrocut\w+",
    r"(?:nasty|big|small|mild|bad|strong|got a|gets a|gave me a|gives me a) shock (?:off|from|when|through|touching)",
    r"(?:shocked|zapped|shocks|zaps) (?:me|my|him|her|us) (?:when|while|through|as|every|on|badly|hand|finger|with)",
    r"(?:got|get|gets) (?:shocked|zapped|a shock|a zap) (?:by|from|off|when|while|touching) (?:the |my |a "
    r")?(?!price|bill|invoice|cost|quote)",
    r"sparks? (?:flew|fly|flying|came|come|coming|out of|shot)",
    r"(?:is|was|started|starts|keeps|kept|began) sparking",
    rf"(?:outlet|{_THING}) (?:\w+ )?spark(?:s|ed)",
    r"carbon monoxide (?:alarm|detector|poisoning|leak)",
    r"(?:toxic|poisonous) (?:fumes?|gas|smoke|smell)",
    r"short circuited",
    r"(?:is|are|was|were) (?:\w+ )?burnt(?! (?:out|orange|toast))",
    r"(?:scalding|searing|blistering) hot",
    # people hurt
    r"injur(?:ed|ing) (?:me|my(?! (?:pride|ego|feelings))|his|her|us|myself|by (?:the|your|this)) ?(?:\w+ )?",
    rf"(?:i|we|{_BODY}|wife|husband|mother|father|mum|mom|dad|customer) (?:was|were|is|are|got|"
    rf"been) (?:\w+ )?injured",
    r"(?:caus(?:e|es|ed|ing)|resulted in|led to) (?:(?!the)\w+ )?injur(?:y|ies)",
    rf"(?:cuts?|cutting|sliced|slashed|gashed|crushed) (?:open )?(?:my|our) (?:\w+ )?(?!hair){_BODY}(?! hair)",
    rf"{_BODY} (?:is |was |were |started )?(?:bleeding|bled|bleeds)",
    r"(?:needed|needs|got|had|with|\d+) (?:\w+ )?stitches",
    r"(?:emergency room|to the er|a&e|ambulance came|ambulance had to|call(?:ed)? an ambulance (?:after|because))",
    r"(?:ended up|taken|rushed|landed|sent) (?:in|to|me to|us to|him to|her to) (?:the )?hospital",
    r"(?:baby|son|sun|daughter|kid|child|toddler|dog|cat|girl|boy|he|she) (?:\w+ )?(?:choked|choking|chokes) on",
    r"choking hazard",
    r"swallowed (?:a|an|the|one|some|part|two|magnets?)",
    r"(?:a|the|skin|bad|got) rash (?:from|and|on|after|where|comes from)",
    r"(?:had|got|gave me|caused|causes|with) (?:an? )?(?:\w+ )?(?:allergic|skin) reaction(?: (?:on|to the|from|"
    r"after|because)|$| [.!])|(?:allergic|skin) reaction (?:on|from) (?:my|the)",
    r"(?:i|we|my \w+) (?:could|might) have (?:died|been killed|burned)",
    rf"{_THING} (?:nearly|almost) killed (?:me|us|my)",
    rf"{_THING} (?:is|are|was|seems?|looks?) (?:\w+ )?(?:dangerous|unsafe|life threatening)",
    # data in the wrong hands
    r"(?:data|passwords?|passwort|emails?|addresses|information|photos of me|customers?|database|data base|servers?) "
    r"(?:\w+ ){0,3}(?:leaked|stolen|exposed|hacked)(?! \w+ (?:photos|reddit))|"
    r"personal data (?:\w+ ){0,6}(?:leaked|stolen|exposed|hacked)|details (?:\w+ ){0,3}(?:leaked|exposed|"
    r"stolen from)",
    rf"(?:leaked|exposed|published|sold) (?:my|our|all|customer|user|customers'?|users'?|people's) (?:\w+ "
    rf"){{0,2}}{_PRIVATE}",
    r"(?:data|privacy) (?:breach|leak)(?:es|s)?",
    r"(?:see|seeing|saw|view|access|shows?|sent) (?:\w+ ){0,5}of (?:all |all the |all your |your |other "
    r")?(?:other )?(?:customers|users|members)",
    r"database (?:is |was )?(?:publicly |openly )?(?:exposed|public|leaked|open to)",
    r"hackers? (?:got|stole|took|have|has|accessed) (?:\w+ )?(?:my|our|your|all)",
    rf"(?:with|in|into|on) {_OTHER} (?:\w+ ){{0,2}}{_PRIVATE} (?:on|in|inside|attached)",
    rf"(?:i'm|i am|logged|landed|ended up|got) (?:\w+ )?(?:in|inside|into) {_OTHER} account",
    rf"{_OTHER} (?:\w+ ){{0,2}}{_PRIVATE} (?:appear|appears|appeared|show|shows|showed|in my|on my)",
    r"identity theft",
    r"(?:on|to) the dark ?web",
    rf"(?:see|sees|seeing|shows?|showed|showing|got|get|received|access|saw|sent|gave|given|have) (?:me |us |to |"
    rf"into )*"
    rf"{_OTHER} (?:\w+ ){{0,2}}{_PRIVATE}",
    r"gdpr (?:breach|violation|complaint|request ignored)",
    # law
    r"my (?:lawyers?|attorneys?|solicitors?) (?:will|is|are|has|have|says|said|would|shall|advised)",
    r"(?:from|to|by|with|contact|contacted|contacting|hired|hiring|called|consult|consulting|get) (?:my|our) "
    r"(?:lawyers?|attorneys?|solicitors?)(?! friend)|(?:i'm|i am|we are|we're|i|we) (?:consulting|hiring|seeing|"
    r"hired) an? (?:lawyer|attorney|solicitor)",
    r"(?:see|meet) (?:you|u|them) in court",
    r"(?:take|taking|took|drag|dragging) (?:you|u|this|this company|your company) to (?:\w+ )?court",
    r"(?:see you in|take (?:you|this) to|file in|filing in|go to|going to) small claims|small claims court it is",
    r"next (?:step|stop) (?:is |will be )?court",
    r"(?:sue|suing) (?:you|u|your|this company|the company)\b",
    r"(?:i|we) (?:will|shall|am going to|are going to|am gonna|might have to) sue",
    r"(?:i'll|we'll) sue",
    r"(?:filing|file|filed|expect|start|starting|join|joining|preparing|face) (?:\w+ )?lawsuit",
    r"lawsuit against",
    r"legal (?:action|proceedings|steps)",
    r"(?:take|taking) (?:you|u|this) to small claims|burn(?:ed|t) (?:the|our|my) (?:house|flat|garage|kitchen|"
    r"place) down",
    r"class action (?:\w+ )?(?:against|coming)|(?:start|starting|filing|file|join|joining) a class action",
    r"cease and desist",
    r"(?:to|with|by|contact|contacting|contacted|involve|involving|called|calling) (?:the |our |my )?(?:\w+ )?"
    r"(?:data protection|trading standards|consumer protection|information commissioner|ombudsman|consumer rights)",
    r"report(?:ed|ing)? (?:you|u|this company|this shop|your company) to (?:the )?(?:\w+ )?(?:police|authorities|"
    r"regulator|fcc|cpsc|ftc|"
    r"ico|agency|standards|protection agency)",
)

_GERMAN = (
    r"(?:gefunkt|funken (?:sprühen|geflogen|flogen))",
    r"(?:hat|haben|es|dann) (?:\w+ )?gebrannt",
    r"(?:powerbank|akku|ladegerät|netzteil|handy|gerät|kabel|stecker|telefon|es|das|sie|er) (?:\w+ ){0,2}"
    r"(?:raucht|rauchte|qualmt|qualmte|brennt|brannte|brennen)(?! sich)",
    r"rauch (?:kam|kommt|aus|stieg|steigt)",
    r"(?:feuer gefangen|in flammen|in brand|abgebrannt|abgefackelt|brandgefahr|brandgefährlich|lebensgefährlich)",
    r"(?:aufgebläht|aufgeblähter|bläht sich|blähen sich|aufgequollen|dicker akku)",
    r"(?:finger|hand|hände|bein|haut|arm|mich|daran|tisch|schreibtisch|teppich|bett) (?:\w+ ){0,2}(?:verbrannt|"
    r"verbrennt)",
    r"(?:verbrennung|verbrennungen|brandblasen?|brandfleck|brandflecken)",
    r"(?:geschmolzen|verschmort|verschmorte|angeschmort|schmort|verkohlt|durchgeschmort)",
    r"(?:riecht|stinkt|roch) (?:\w+ ){0,3}(?:verbrannt|verschmort|rauch|plastik|angebrannt|verkokelt)",
    r"(?:stromschlag|stromschläge|elektrischen schlag|einen gewischt)",
    r"(?:akku|powerbank|handy|ladegerät|gerät|netzteil|telefon) (?:\w+ ){0,4}(?:explodiert|explodierte|hochgegangen)",
    r"(?:wird|wurde|werden|ist|war) (?:\w+ )?(?:extrem|sehr|zu|richtig|gefährlich|so|kochend|brand|glühend) "
    r"?hei(?:ß|ss)(?! (?:begehrt|ersehnt|erwartet))",
    r"(?:überhitzt|überhitzte|überhitzung)",
    r"(?:verletzt|verletzung|verletzte) (?!\w*recht)",
    r"daten (?:\w+ ){0,4}(?:geleakt|gestohlen|abgegriffen|veröffentlicht|einsehbar)",
    r"(?:notaufnahme|notarzt|ins krankenhaus|krankenhaus (?:gelandet|gebracht|eingeliefert))",
    r"(?:datenleck|datenpanne|datendiebstahl|datenschutzverstoß|datenschutzbehörde|dsgvo verstoß)",
    r"(?:fremde|fremden|andere|anderer|anderen) (?:\w+ )?(?:kundendaten|daten|bestellungen|kunden|konten|"
    r"rechnungen|adressen)",
    r"(?:mein|meinem|meinen|einen|zum|dem|unser|unserem) (?:anwalt|rechtsanwalt|anwältin)\b(?! benutzt)",
    r"(?:vor gericht|rechtliche schritte|strafanzeige|verklage|verklagen|klage ein|sammelklage|verbraucherzentrale)",
    r"anzeige (?:erstatten|erstattet|gegen)",
)

_POLISH = (
    r"(?:zaczęł[aoy]|zaczął|zaczyna|zaczęły) (?:się )?(?:dymić|palić|iskrzyć)",
    r"(?:dymi|dymiła|dymił|dym z|dym leci|dymi się)",
    r"(?:zapalił[ao]?|zapaliła) się|się (?:w \w+ )?zapalił[ao]?|stanęł[ao] w płomieniach|stanął w płomieniach|"
    r"(?:wybuchł|wywołał[ao]?) pożar",
    r"(?:spuchł[ao]?|spuchnięt\w+|napuchł\w*|puchnie|wybrzusz\w+)",
    r"(?:poparzył\w*|oparzył\w*|poparzeni\w+|oparzeni\w+)",
    r"(?:stopił[ao]?|roztopił[ao]?|topi) się|się (?:s|roz)topił[ao]?",
    r"(?:poraził[ao]?|kopnęł[ao]|kopnął|popieścił[ao]?) (?:mnie|go|ją|nas) (?:\w+ )?prąd(?:em)?|mnie "
    r"poraził[ao]?|porażeni\w+ prądem",
    r"(?:telefon|bateria|powerbank|ładowarka|akumulator|urządzenie) (?:\w+ ){0,3}(?:wybuchł[ao]?|eksplodował[ao]?)",
    r"(?:śmierdzi|czuć) (?:\w+ ){0,2}(?:spalenizną|dymem|plastikiem|spalonym)",
    r"(?:przegrzewa|przegrzał[ao]?) się|się (?:przegrzewa|przegrzał[ao]?)",
    r"(?:spotkamy|widzimy) się w sądzie|(?:pozwę|pozew|do sądu|mój prawnik|mojego prawnika|adwokat|kroki prawne|"
    r"rzecznik\w* konsument\w+|zgłoszę do uodo|uokik)",
    r"wyciek(?:ły|ł)? (?:\w+ )?(?:dan\w+|haseł|hasła|numerów)",
    r"(?:cudze|cudzych|czyjeś|obce|innych klientów|innego klienta) "
    r"(?:zamówieni\w+|dane|danych|konto|konta|faktury|adresy?)",
    r"(?:szpital\w*|pogotowi\w+)",
)

_NEAR = (
    _together(_ELECTRICAL, _DANGER),
    _together(_GERMAN_THING, _GERMAN_DANGER),
    _together(_POLISH_THING, _POLISH_DANGER),
)

HARMS = re.compile(r"\b(?:" + "|".join((*_ENGLISH, *_GERMAN, *_POLISH, *_NEAR)) + r")\b")

# Most texts are let go after a look at these: the first letters (four, or all of a shorter word), or a whole word, of
# what each phrase above cannot do without. Whole where the first letters begin everyday words ("char", "over").
STEM = 4
STEMS = word_set(
    """smok fire flam burn blis smel stin reek smell acri scor sing hot glow melt swol swel bulg puff bloa expa blew
    blow elec shoc zapp zaps zap spar carb toxi pois shor inju cut cuts cutt blee bled stit emer er ambu hosp chok
    rash alle died dang unsa leak stol expo hack gdpr lawy atto soli sue suin laws lega ceas prot ombu haza degr
    rauc qual bren bran feue abge aufg bläh verb durc schm verk schl hoch heiß heis über verl kran nota dsgv frem
    ande anwa rech geri klag samm anze lebe dymi dym zapa poża płom spuc napu puch wybr popa opar rozt topi pora
    kopn popi wybu eksp śmie czuć prze sądz pozw poze sądu praw adwo krok rzec zgło uoki wyci cudz czyj obce inny
    inne szpi pogo zacz iskr chem daten slic slas gash crus swal gewi pali płon infl scal fume gefu funk glüh gepl
    ogie ogni spal hiss"""
)
TELLTALES = word_set(
    """charred explodiert explodierte explodieren overheat overheats overheated overheating theft else's customer
    customers customer's users user's stranger's strangers person's people's members breach breaches breached
    explode explodes exploded exploding explosion explosions court claims police authorities regulator fcc cpsc ftc
    ico standards consumer class threatening killed attorney attorneys attorney's balloon ballooned daten datenleck
    datenpanne datendiebstahl datenschutzverstoß datenschutzbehörde stromschlag stromschläge strafanzeige
    angeschmort angebrannt geschmolzen verschmort verschmorte verschmorten stopił stopiła stopiło zgłoszę überhitzt
    überhitzte überhitzung published sold dicker darkweb dark lawyer"""
)
