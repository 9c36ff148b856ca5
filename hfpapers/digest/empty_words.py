"""English words that tell nothing of what a paper is about, though they are no stop words: data for `extraction`."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: No keyword holds one of these. Folded as words of a text are: without the s of a plural.
EMPTY = _words(
    """
    a ability about achieve achieved achieving across additional additionally adopt aim all allow allowing also am
    among an and any approach approache are are's as at available based be been being better both but by can cannot
    capable challenge challenging compare compared comparison comprehensive conduct consistently contribution could
    crucial current demonstrate demonstrated demonstrating did different difficult do does done due during e.g each
    effective effectively effectiveness employ enable enables enabling enhance enhanced enhances enhancing et etc
    evaluate existing experiment experimental explore extensive extensively facilitate first for from furthermore
    future had has have he her here him his however i i.e if impressive improve improved improvement improving in
    include including insight into introduce introduced introducing investigate is issue it its key lack leading
    leverage leveraging limitation limited main many may me method moreover most my need new no nor not novel of off
    often on one or our out outperform outperforming outperforms over own paper particularly perform performed
    performing present presented presenting previous previously prior problem promising propose proposed proposing
    provide provided providing publicly question recent recently remain require required result reveal second several
    she show showing shown significant significantly so specifically state-of-the-art strong study such superior
    support than that the their them then these they this those three through thus to too toward towards two under
    unlike up us use used using utilize utilizing various very via was we well were what when where whether which
    while who whom why widespread with within without work would yet your
    """
)

#: No keyword begins with one of these, though one may hold it further on (`image generation`).
EMPTY_AT_START = _words(
    """
    adding affordable building core designed easy effective entire exact general generalized generate generating
    given high higher huge important low lower making mere more overall possible produce range real same series set
    simple single small standard strong subsequent total train true typical unprecedented wide
    """
)

#: No keyword ends with one of these, though one may hold it before (`generative models`, but not `models generative`).
EMPTY_AT_END = _words(
    """
    abilities ability able achieves aim becomes capability comprise comprises designed efficient efficiently faced
    focuse generative given good great help high like long low make making more multiple only per produced requires
    respectively scalable self small so still suffer suffering tackle together up with
    """
)

#: No keyword is one of these alone, though one may hold it (`language model`).
EMPTY_ALONE = _words(
    """
    ability accuracy agent algorithm analyse analysis application architecture attention automatic benchmark
    capability capacity code community compute condition context control cost data dataset deep design detail
    development domain dynamic effect efficiency efficient end evaluation evidence example feature field fine
    framework function general generation generative good high human idea image implicit information input
    interactive joint knowledge language large layer learn learning level long low machine making matter mean memory
    metric model module multi multiple natural need network neural object open output part performance pipeline point
    potential power process quality reasoning report representation research resource robust role sample scale
    scaling scene score self series setting simple single size small source space speed stage state step strategy
    structure survey system talk task technical technique term test text thing think time token tool train training
    understanding unified universal up user value video view vision visual way weight word world
    """
)
