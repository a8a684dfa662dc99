"""What the writer of an English text wants, by rules: the rarer and costlier intent is asked for first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.model.reading import Intent, Sentiment
from bot.understanding.words import word_set


def _any_of(*patterns: str) -> re.Pattern[str]:
    """Returns a pattern that finds any of the patterns as whole words."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


_CHURN = _any_of(
    r"switch(?:ing|ed)? (?:back )?to(?! (?:dark|light|night|the|manual|silent|airplane|wifi|5g|4g)\b)",
    r"(?:switched|switching) (?:from|away)",
    r"sold (?:my|mine|it)",
    r"selling (?:my|mine)",
    r"cancel(?:l?ing|l?ed)? (?:my|our|the) (?:subscription|contract|plan|membership)",
    r"(?:close|closing|closed|delete|deleting|deleted|terminate|terminating) (?:my|our) account",
    r"never (?:buy|buying|order|ordering|use|using) (?:\w+ ){0,4}again",
    r"last time i (?:buy|order|use)",
    r"(?:i'm|im|we're|i am|we are) (?:done|leaving|out)(?= [.!]|$)",
    r"done with (?:you|this company|them)",
    r"(?:moving|moved|going|gone) (?:back )?to (?:a |an |another )?"
    r"(?:competitor|different|other|new) (?:brand|provider|company|phone)",
    r"lost (?:me as )?a customer",
    r"taking my (?:business|money) elsewhere",
    r"looking for (?:an |any )?alternatives?",
    r"(?:should have|shoulda|should've) (?:bought|gone with|stayed with)",
    r"returning (?:it|mine|this|both)",
    r"my (?:next|new) phone (?:won't|will not)",
)
_PURCHASE = _any_of(
    r"where (?:can|could|do|would|to) (?:i |we |one |you )?(?:buy|get|order|find) (?:one|it|this|the|a|an|some|them)",
    r"where to buy",
    r"(?:want|wanna|looking|planning|hoping|going|ready|about|thinking)(?: of| to| about)* "
    r"(?:buy|buying|order|ordering|purchase|purchasing|pre-?order)",
    r"(?:can|could) i (?:buy|pre-?order|purchase)",
    r"should i (?:buy|get) (?:the|a|one|this|it)",
    r"(?:is|are) (?:it|this|that|they|the [\w ]{1,24}) (?:in stock|available (?:in|for|to|at)|for sale|on sale)",
    r"back in stock",
    r"do you (?:ship|deliver|sell)",
    r"how much (?:is|does|for|are|would)(?: \w+){1,4}(?: cost)?",
    r"what does (?:it|this) cost",
    r"take my money",
    r"any (?:discount|promo|coupon|voucher)",
    r"discount code",
    r"(?:i'm|im|i am) (?:buying|getting|ordering) (?:one|it|this|the|two)",
    r"worth (?:buying|getting|upgrading)",
    r"thinking (?:of|about) (?:getting|upgrading)",
    r"(?:quote|price|pricing) for \d+",
)
_SERVICE = "know|thank|say|return|exchange|cancel|send|order|buy|speak|talk|ask|report|complain|claim"
"""What one would like to do with one's own order or contract is a matter for the help desk, not a wish."""
_REQUEST = _any_of(
    r"please (?:add|bring|make|let(?! (?:me|us) know)|allow|support|include|give us|consider|implement|fix|stop|offer"
    r"|remove)",
    r"(?:i|we) (?:really |just |so )*wish (?:it|there|they|the|this|we|that|you(?! (?:a|all|good|luck|the|well)\b))",
    r"(?:i|we) (?:really |just |so )*hope (?:you|they|this|it|that) (?:\w+ ){0,2}"
    r"(?:add|added|bring|fix|fixed|make|offer|support|consider|change|changes|come|comes)\b",
    r"(?:would|i'd|we'd|id|gladly|happily) (?:really |also |so |much |dearly )?"
    r"(?:love|like|appreciate|welcome|be (?:nice|great|cool|good|awesome|helpful|perfect|ideal)|pay)"
    rf"\b(?! (?:for |if )?(?:to |you to )?(?:{_SERVICE})\b)",
    r"would be (?:\w+ ){0,2}(?:useful|better|nicer|handier|perfect|ideal|welcome) (?:if|with|to)",
    r"(?:my|our|only|one|another|small|big) wish(?:es)?\b",
    r"wish ?list",
    r"(?:still |just |really )?hoping for (?:an?|the|some|more)",
    r"why is there (?:still )?no",
    r"why (?:can't|don't|won't) you (?:add|make|offer|let|just)",
    r"(?:feature|enhancement) (?:request|wish|idea)",
    r"(?:needs?|missing|lacks?|wants?|wanted) (?:an? |the )?(?:\w+ ){0,2}(?:option|toggle|setting|mode|feature|button)",
    r"(?:there is|there's|has|have|with) (?:still )?no (?:\w+ )?(?:option|toggle|setting|mode|feature) (?:to|for|that)",
    r"(?:what|all|things?) (?:i|we) (?:really |still |do )?(?:miss|want|wish for|need) (?:most|here|now|is|are|was)",
    r"(?:want|wants|need|needs|like|love|wish|nice|great|good) to be able to",
    r"(?:any )?(?:chance|plans?) (?:of|to|for) (?:you |an? |the )?(?:add|get|support|bring)(?:ing)?",
    r"any plans? (?:for|to|on)|on (?:your|the) roadmap",
    r"(?:can|could|would|will) you (?:please |maybe |just |ever )?"
    r"(?:add|make|bring|include|allow|support|offer|let (?:us|me)(?! know)|implement|consider)",
    r"let (?:me|us) (?:\w+ )?(?:cap|choose|disable|turn off|set|limit|pick|hide|sort|change|decide|customi[sz]e)",
    r"allow (?:users|customers|everybody|everyone|those of us)",
    r"(?:should|could) (?:really )?(?:add|have an?|offer|support|include)",
    r"(?:ought to|should) be (?:an? (?:option|setting|choice)|optional|possible|adjustable|configurable|the default)",
    r"how about (?:adding|an?)",
    r"bring back",
    r"suggestion",
    r"when will you (?:add|support|bring)",
)
_WISH_WORDS = word_set(
    """please wish hope would i'd we'd id why feature request needs need want wants missing lacks lack chance plan plans
    can could will let should how bring suggestion when enhancement gladly happily wishes wishlist hoping wanted
    there there's has have with what all thing things ought allow roadmap nice great good love like"""
)
_CHURN_WORDS = word_set(
    """switch switching switched sold selling cancel canceling cancelling canceled cancelled close closing closed delete
    deleting deleted terminate terminating never last done leaving out moving moved going gone lost taking looking
    should shoulda should've returning next new"""
)
_PURCHASE_WORDS = word_set(
    """buy buying order ordering purchase purchasing preorder stock available sale ship deliver sell much cost money
    discount promo coupon voucher getting upgrading quote price pricing get find"""
)
_ASKING = word_set(
    """how what when where why who which whose can could do does did is are will would should has have was were am may
    anyone anybody whats what's how's where's who's any"""
)
_RARE = ("churn_risk", "purchase_intent", "request")
_FAULT_ASKED = ("negative", "mixed")


def intent_of(words: Sequence[str], *, mood: Sentiment, likeliest: Intent | None = None) -> Intent:
    """Returns what the writer wants; `mood` is the label read from the same words, `likeliest` what a head hears."""
    said = set(words)
    text = " ".join(words)
    if not _CHURN_WORDS.isdisjoint(said) and mood != "positive" and _CHURN.search(text):
        return "churn_risk"
    if not _PURCHASE_WORDS.isdisjoint(said) and mood != "negative" and _PURCHASE.search(text):
        return "purchase_intent"
    if not _WISH_WORDS.isdisjoint(said) and _REQUEST.search(text):
        return "request"
    if likeliest in _RARE:
        return likeliest
    asks = "?" in said or (bool(words) and words[0] in _ASKING)
    if mood in _FAULT_ASKED or (mood == "unsure" and not asks):
        return "complaint"
    if asks:
        return "question"
    return "praise" if mood == "positive" else likeliest or "other"
