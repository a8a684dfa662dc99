"""More ways in which people speak of danger: in passing, in jest, by what came of it. As in `harm_words`."""

from __future__ import annotations

import re

from bot.understanding.words import word_set

_NOT_OURS = (
    r"(?:some ?one else's|somebody else's|someone elses|another person's|other people's|others'?|a stranger's?|"
    r"strangers?'?|strangers|"
    r"another (?:customer|user|person|client|member|guest)(?:'?s'?)?|other (?:customers?|users?|peoples?|members?)'?|"
    r"(?:a |some )?different (?:person|customer|guest|user)(?:'?s)?|of (?:someone|somebody|a stranger|another person|"
    r"a different \w+))"
)
_THEIRS = (
    r"(?:order|address|adress|account|data|details?|invoice|photo|foto|message|email|e mail|mail|phone number|"
    r"password|bank|card|profile|"
    r"chat|booking|statement|passport|nursery|gallery|prescription|life|home|name|records?|documents?|contract|"
    r"papers?|tax)s?(?:es)?"
)
_MADE = (
    r"(?:charger|battery|power ?bank|cable|plug|adapt[eo]r|socket|router|laptop|phone|tablet|console|tv|doorbell|"
    r"lamp|monitor|"
    r"printer|speaker|toaster|kettle|heater|fryer|dryer|oven|vacuum|scooter|hoverboard|drone|dehumidifier|"
    r"extension lead|dock|"
    r"blender|washing machine|dishwasher|amplifier|headphones|earbuds|smart plug|drill|grinder|fan|machine|device|"
    r"controller|camera)"
)

_MORE = (
    # smoke
    rf"(?:{_MADE}|it|thing|vents?|cup|back) (?:\w+ ){{0,5}}(?:smoked|exhales?|puffs?|puffed|puffing|spews?|"
    r"spewed) (?:\w+ )?smoke",
    r"(?:actual|real|literally|magic|that much|so much|still|making|produces?|plume of|cloud of|puffed|"
    r"smoke signals)(?: ,)? smoke\b(?! (?:grey|alarm))",
    r"smoke signals from (?:my|the|our)|smoke and all|^smoke [.!]|(?:^|[.!] )smoke [.!]",
    r"magic smoke|smoke out of|smoke says|fog machine",
    rf"{_MADE} (?:and )?(?:it )?smoked\b|it smoked and|smoked (?:as soon|up the|out (?:my|our|the))|(?:my|our|"
    rf"your) {_MADE} (?:\w+ ){{0,4}}smok(?:es|ed|ing)\b",
    rf"(?:smoke|fire) (?:alarms?|detectors?) (?:\w+ ){{0,2}}(?:went|goes|go|going) off (?:\w+ ){{0,4}}{_MADE}|"
    r"(?:and|it|that|charger) set off (?:the|our) (?:~|smoke alarm|alarm in)|~ (?:went|goes) off because|"
    r"(?:detectors?|alarms?) went off and",
    r"(?:gr[ea]y|black|white|dark) (?:cloud|plume|haze) (?:out|came|comes|from|of)|fumed up|fumes (?:came|come|"
    r"coming) (?:out|from)",
    r"(?:is|are|was|were|something) (?:\w+ )?(?:charring|smouldering|smoldering|charred|scorched|blackened)\b|"
    r"reeks? of (?:\w+ )?(?:electronics|plastic|burning)",
    r"black with soot|covered in soot|is (?:now )?charcoal|everything is ash\b",
    r"(?:strong|a|the|of) smell of (?:burning|smoke|melt\w+) (?:from|came|comes|in|and|each|every|when)|"
    r"smells? of (?:melted|burnt|burning)",
    # fire
    rf"(?:went off like a bomb|{_MADE} (?:\w+ )?went (?:bang|boom|kaboom))|^kaboom|set (?:\w+ ){{1,3}}alight|"
    r"torched (?:my|our|the)|"
    r"(?:has |have |had |just |suddenly |spontaneously )?ignited\b(?! (?:a|my|the) (?:passion|interest|debate|love))",
    r"(?:shoot|shot|shooting|spitting|spat|threw|glass and) flames|bonfire thanks to|(?:an |a )?actual campfire|"
    r"flame ?thrower|spontaneous combustion|(?:into|become|became) a firework\b",
    r"(?:not|please|to|would) (?:\w+ )?burst(?:ed)? (?:in|into) flames|sparks [.!,] (?:fire|flames)|curtains? burning",
    rf"(?:fire ?(?:brigade|fighters?|men|department)|inspector|insurance) (?:\w+ ){{0,3}}(?:says?|said|blamed?|"
    rf"found|traced|confirmed) (?:\w+ ){{0,3}}{_MADE}",
    r"(?:had to use|used|grabbed) (?:an?|the) (?:fire )?extinguisher|cause of the (?:blaze|fire)|"
    r"nearly lost (?:the|our) house|"
    r"half the (?:kitchen|house|flat) is gone|half the \w+ is gone|hole burn(?:t|ed) (?:through|in|into)|burn(?:t|"
    r"ed) (?:our|my|are|the) (?:\w+ )?(?:shed|garage|house|kitchen|flat) ?(?:down)?|"
    r"burn(?:t|ed) down (?:our|my|are|the|us)|burn(?:t|ed) the carp\w+",
    rf"{_MADE} (?:\w+ )?(?:burnt|burned) and",
    # swelling
    r"(?:battery|batterie|cell|pack|power ?bank|pouch)s? (?:\w+ ){0,6}(?:bulg\w+|puffy|puff(?:ed|ing)?|"
    r"balloon(?:ed|s)?|bloated|inflat\w+|swell\w*|swelled|swollen|"
    r"deformed|warped|thicker|fat\b|thick now|has grown|belly|yoga|cushion|outgassed|expand\w*|"
    r"like a (?:little )?balloon|the shape of a)",
    r"(?:bulge|bulging|swell\w*|puff\w*|swollen) (?:\w+ ){0,5}(?:battery|cell|pack)|(?:phone|tablet|"
    r"laptop) is pregnant|inflating itself|battery (?:\w+ )?twice as thick|"
    r"tumou?r where the battery|turning into a balloon",
    r"(?:screen|display|back|cover|glass|lid|keyboard|case) (?:\w+ ){0,8}(?:pushed|lifted|lifts|lifting|popp?(?:s|"
    r"ed) (?:up|off|out)|pressing|separates?|separating|bent) "
    r"(?:\w+ |, ){0,12}(?:battery|cell|inside|case pops)|battery (?:\w+ ){0,8}(?:lifts?|lifted|pushes|pushing|"
    r"pressing|separates?) (?:the |out )?(?:screen|display|keyboard|back|glass)?",
    r"(?:pressing|pushing) against the (?:display|screen)|battery could go off|battery (?:no longer|will not|"
    r"won't|cover will not) (?:\w+ ){0,2}(?:fits?|close|come out)|"
    r"pack has grown|cells? (?:have|has) outgassed|battery is leaking|become (?:thicker|"
    r"round) (?:\w+ ){0,5}(?:battery|pops off)|"
    r"(?:become|got|gotten|grown) (?:thicker|fatter) and the (?:case|back|cover)|become round near the battery|"
    r"akku (?:\w+ ){0,3}dicker",
    # injury
    r"blisters? (?:on|where|all over|from)|(?:zapped|zaps) (?:so |me|my|us)|shocks? you if|gave me a (?:scar|"
    r"black eye)|(?:a )?scar on (?:my|his|her)|"
    r"(?:burn(?:t|ed)?|branded) (?:into|onto|in) my (?:thumb|hand|finger|arm|leg|skin)|burnt into it|(?:thumb|"
    r"hand|finger) (?:\w+ ){0,9}burnt",
    r"(?:emergency room|a&e|a e|the er) (?:at|because|with|for|after|on)|ended (?:up )?in (?:a&e|a e|hospital|"
    r"the hospital|the er|casualty)|to casualty|"
    r"a e at midnight|(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|needed|needs) (?:\w+ )?stitches|"
    r"(?:my|his|her) tailbone|lost (?:\w+ )?(?:tooth|teeth)\b|boiled lobster",
    r"(?:toddler|baby|son|sun|daughter|child|kid|dog|cat) (?:\w+ ){0,18}swallow(?:ed|ing)\b|"
    r"battery (?:\w+ ){0,12}swallowed|ear infection and|bleeding (?:a lot|badly|heavily)|skin (?:\w+ ){0,4}(?:raw|"
    r"weeping|peeling|blister\w*)",
    r"(?:broke|broken|fractured|sprained|twisted|brok) (?:my|his|her) (?:\w+ )?(?:arm|leg|ankle|ankel|wrist|foot|"
    r"hip|finger|toe|nose|elbow|collarbone|rib)\b (?:when|because|after|as|on)",
    r"(?:wrist|ankle|arm|back) did not survive|(?:chair|ladder|stool|shelf|step|swing|stroller|handlebar|"
    r"pedal) (?:\w+ ){0,8}(?:injured|ambulance|hospital|surgery|crutches|broke my)|"
    r"(?:need(?:s|ed)?|had) surgery (?:on (?:my|his|her)|after|because)|cannot feel (?:\w+ )?fingers|(?:on|"
    r"need) crutches (?:now|because|since)",
    r"(?:stopped breathing|could not breathe|couldn't breathe) (?:\w+ ){0,6}(?:piece|throat|because|after|with)|"
    r"ambulance (?:had to|came|was called)|"
    r"(?:eyes?|skin|face|lips?) (?:\w+ ){0,5}(?:swollen|inflamed) (?:since|after|from|because)|(?:sick|"
    r"ill) with vomiting|vomiting after|(?:gave|got) (?:me|us|my \w+) food poisoning",
    r"(?:felt|feel) (?:\w+ )?(?:current|electricity) (?:run|running|go|going|through)|doctor says the (?:rash|"
    r"burn|injury)|electric(?:al)? shock|electrocuted|(?:it|plug|lamp|charger|socket|cable|base) (?:\w+ )?"
    r"(?:shocked|zapped) (?:me|us) (?:twice|when|each|badly|so|again)|burned? (?:my|her|his) skin|hurt (?:my|his|"
    r"her) (?:hand|finger|back|leg|arm|foot|eye)s? (?:on|with|because|when)",
    r"glass (?:\w+ )?(?:exploded|shattered) and (?:\w+ ){0,5}cut|(?:cuts|cutts) all over|offene stellen",
    # data in the wrong hands
    rf"{_NOT_OURS} (?:\w+ ){{0,3}}{_THEIRS}\b(?! (?:is|are) (?:great|nice|better|cheaper))(?= (?:\w+ |"
    rf", ){{0,8}}(?:account|screen|inbox|app|portal|me|us|acc|acount|from you|by|order))",
    r"(?:see|sees|seeing|shows?|showed|showing|shown|told|got|received|recieved|"
    rf"read) (?:\w+ ){{0,5}}{_NOT_OURS} (?:\w+ ){{0,3}}{_THEIRS}\b",
    rf"{_THEIRS} (?:\w+ )?of (?:someone|somebody|a stranger|another person|a different \w+|all (?:customers|"
    r"members|users))|all (?:the )?(?:customers|custmers|members|users|recipients)'? "
    r"(?:\w+ )?(?:emails?|addresses|phone numbers|data|names)|(?:list|spreadsheet|file|"
    r"export) (?:\w+ ){0,4}all (?:\w+ )?(?:customers|members|users|custmers)",
    r"(?:database|data base|servers?|shop|system) (?:\w+ ){0,3}(?:hacked|hackt|breached|got hacked|were hacked)|"
    r"have i been pwned|in the (?:data )?leak (?:of|from)|(?:your|ur) (?:\w+ )?leak\b",
    r"(?:data|passwords?|details|customers?) (?:\w+ ){0,6}(?:on the dark web|for sale|is online|are online|"
    r"are out\b|is gone|public now)|(?:leaked|leakd) (?:my|our)|(?:data|details|"
    r"passwords?) (?:\w+ ){0,2}(?:leaked|leakd)\b",
    r"(?:sent|send|mailed|gave|given|shared) (?:\w+ ){0,5}(?:records?|data|contract|invoices?|details|statement|"
    r"file|documents?) to (?:the|a) wrong|(?:people|persons|addresses|recipients) (?:in|on) (?:the )?cc\b|"
    r"every single address|shows? all recipients|showed all recipients|every recipient's",
    r"(?:changed|counted?|count) (?:\w+ ){0,4}(?:url|link|invoice|up)\b(?: (?:\w+ ){0,6}(?:someone|person|else))|"
    r"in a stranger's|someone else's life|different person each time",
    r"(?:logged in|log in) (?:and|as) (?:\w+ ){0,6}(?:somebody's|someone|somebody|a (?:lady|man|woman|person|"
    r"stranger)|owner)|suddenly i am the owner|your address is on my screen|think i am \w+ [.] i can",
    r"(?:stranger|someone|somebody) (?:\w+ ){0,10}(?:received|got|watching through|reads?) (?:my|"
    r"our) (?:\w+ )?(?:contract|prescription|data|letter|mail|order|doorbell|camera|invoice|messages?)|"
    r"is selling an? export|strangers (?:call|write|know)|"
    r"(?:only your shop has|unique e ?-? ?mail) (?:\w+ ){0,6}spam|phishing (?:\w+ ){0,3}(?:quotes|knows|with) my",
    r"(?:any ?one|anybody|everybody|everyone|the next person) (?:\w+ ){0,8}(?:open|read|see|sees|has the link|"
    r"reads) (?:\w+ ){0,4}(?:my|the (?:support )?tickets?|account|data|file|name)|"
    r"(?:file|account|data|profile|tickets?) is open to (?:anybody|anyone|everybody)|link lets (?:anybody|anyone|"
    r"everybody)|on an open server|open for all to see|"
    r"gets copies of all my",
    r"personal (?:data|details) (?:\w+ ){0,4}(?:online|leaked|leakd|public|stolen|gone)|"
    r"credit ?card (?:\w+ )?(?:details )?(?:were |was |got )?stolen from your|hackers? (?:have|has|got|"
    r"stole) (?:my|our)|data breach",
    r"account was hacked and|wrong hands|kundendaten (?:\w+ ){0,4}(?:netz|aufgetaucht|online)|(?:gehackt|"
    r"geleakt) (?:und|worden)|fremden? person|fremder kunden",
    # law
    r"(?:my|our) (?:own )?(?:lawyers?|lawyer's|attorneys?|solicitors?|barrister|counsel|legal (?:team|insurance|"
    r"expenses insurance))(?! friend| recommends| loves| likes| bought| uses)(?= (?:\w+ )?(?:will|is|are|has|have|"
    r"on it|warming|says?|involved|contact|be|agreed))",
    r"my (?:lawyer|attorney|solicitor) (?:will|is|has|involved)|(?:love|regards|talk to|hear from|here from|meet|"
    r"get) ?,? my (?:lawyer|layer)|hear(?:ing)? from my layer|cousin is a (?:barrister|lawyer|judge)",
    r"(?:will|am|gonna|going to|im|i'm) (?:sew|sewing|suee) (?:you|u)\b|(?:suing|sueing) (?:you|u|your)|"
    r"lawyered up|subpoena (?:incoming|is on)|refund or courtroom|(?:enjoy|get) the writ|to the courthouse|"
    r"stop : courthouse|next stop courthouse",
    r"the judge (?:will|would|is going to)|(?:what|let) (?:\w+ ){0,3}a judge thinks|(?:get|you will need|"
    r"need) a (?:good )?lawyer ,? ?(?:you|$)|your legal team|consumer law for a living|the claim is filed|"
    r"statement of claim|file a claim (?:against|in)|before i file",
    r"(?:filing|filling|file|prepar\w+) (?:a |the )?law ?suit|a lawsuit is|lawsuit (?:incoming|being)|(?:i am|i'm|"
    r"im|we are|we're|i will|we will|i'll|going to) press(?:ing)? charges (?:for|against|over)|"
    r"(?:formal )?notice before action|letter before action|instructed (?:counsel|solicitors?|my)|"
    r"reserve all rights",
    r"final deadline|legal (?:expenses )?insurance (?:has|will|agreed|covers)|to my legal insurance|"
    r"for the proceedings|claim(?:ing)? damages|compensation for damages|damages for pain|police have my|(?:went|"
    r"going|reported you) to the police (?:with|about|over)",
    r"(?:the )?(?:financial )?(?:ombudsman|regulator|trading standards|watchdog) (?:has|have|will|about|knows?|is|"
    r"opened|already)|(?:told|to|with|complaint) (?:\w+ ){0,2}the (?:\w+ )?(?:ombudsman|regulator)|"
    r"cease and desist|"
    r"reported you|report (?:you|u) to|rechtliche[nr]? schritte|letzte frist",
    r"(?:take|taking) (?:you|u) to court|(?:see|meet) (?:you|u) in court|legal action",
)

MORE = re.compile(r"(?<!\w)(?:" + "|".join(_MORE) + r")")

RARE = word_set(
    """smoke puffs exhales vents fog soot kaboom alight torched ignited campfire bonfire flamethrower combustion
    firework extinguisher blaze ash pregnant tumour tumor balloon cushion deformed warped outgassed thicker
    grown pressing popped pops separates lifted lifts lifting lobster stitches tailbone teeth scar crutches
    surgery ambulance vomiting current electricity ankle arm wrist throat breathing raw weeping swollen else's
    somebody's stranger strangers different another customer recipients cc pwned leak leaked hacked wrong url
    someone someone's selling phishing spam anybody anyone everybody dark gallery nursery lawyered lawyer
    subpoena writ courtroom courthouse judge lawsuit charges counsel rights deadline proceedings damages police
    regulator watchdog standards ombudsman frist schritte fremden offene kundendaten gehackt akku sue suing sew
    claim barrister expenses legal notice bang cloud fumed fumes alarm detectors flames battery cells glass fit
    shed carpet watching open lets copies medical list owner evacuated burnt charcoal gone snapped fingers
    logging prescription sueing suit layer bursted kitchen blisters smoked smoking charring scorched brigade
    zapped shocks shocked bleeding cut cuts customers alarm personal spreadsheet"""
)
