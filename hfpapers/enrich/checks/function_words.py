"""Small words by which languages in Latin letters are told apart.

Data only: the most frequent words of a language, in small letters, with their diacritics. Some are shared: what counts
is which language has the most of them. Relatives that share too many (Danish and Norwegian, Spanish and Galician) are
not told apart.
"""

# ruff: noqa: RUF001 - Turkish has a letter without its dot

from __future__ import annotations

from collections.abc import Mapping

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "in a an or so us will the of and is are was were to for with that this these those which by from "
        "as on at be been has have it its we our they their can than not into while when how what more such "
        "between through using also however both",
        "de": "in an es er so ihr am vom mehr nur hat haben noch sehr keine aber wenn was man bis der die das den "
        "dem des und ist sind wird werden wurde nicht ein eine einer eines einem einen mit für von auf zu "
        "zum zur im als auch durch wir sich bei aus nach über wie dass oder kann können dieser diese dieses "
        "unser",
        "fr": "de en a à il elle se on d l n s qu sa son ses cet y si tout très deux peut le la les des du et est "
        "sont dans une un pour que qui par sur avec pas plus nous ce cette ces aux au ou leur leurs entre "
        "être ont sans mais comme afin ainsi chaque notre",
        "es": "la de en a no o si ser donde cuando está el los las del y es son una un para que por con como su "
        "sus más este esta estos estas se lo entre pero sin también ha han sobre cada nuestro nuestra al "
        "muy desde mediante",
        "pt": "a de um ou na si ser o os as do da dos das e é são uma para que por com como seu sua mais este "
        "esta não em no nos nas ao entre mas sem também foi pelo pela cada nosso nossa isso através",
        "it": "per sono perché dove quando agli ai la le i di in a al da ha se si o un nella il lo gli della dei "
        "delle del e è una che con come suo sua più questo questa non nel nei tra ma senza anche alla dalla "
        "dal sul ogni nostro viene degli",
        "nl": "in of we er hun was worden zo de het een en van is zijn wordt niet met voor op te dat die deze dit "
        "als ook door naar bij uit aan om maar wij onze kan kunnen hebben heeft tussen zonder",
        "sv": "i om så vid men och är att det som en ett av för med på inte den till har vi kan eller från genom "
        "mellan denna dessa utan också när blir våra deras",
        "da": "i om så ved men og er at det som en et af for med på ikke den til har vi kan eller fra gennem "
        "mellem denne disse uden også når bliver vores deres",
        "no": "i om så ved men og er at det som en et av for med på ikke den til har vi kan eller fra gjennom "
        "mellom denne disse uten også når blir våre deres",
        "fi": "ja on ei että se joka ovat tai kun myös voi kuin mutta tämä nämä sekä jotka sen niiden avulla",
        "pl": "a we ma o i w na z do nie jest się że są oraz przez dla od jak który która które tym tego lub po "
        "ale także między",
        "cs": "i o k s ve za však a v na je se že jsou pro z do od jak který která které nebo ale také při mezi "
        "tento tato byl pomocí",
        "ro": "a o la se ce și în de pe cu este sunt care un din pentru prin nu mai sau dar între această aceste fiind",
        "hu": "is ha a az és hogy nem egy van ez azt mint vagy de meg amely ezek között valamint által",
        "tr": "çünkü ama ise nasıl değil üzerinde sonra bunun yeni o bu ve bir için ile olarak daha çok gibi olan "
        "de da en ne veya ancak hem her kadar arasında göre",
        "id": "ke di yang dan untuk dengan dari pada ini itu adalah dalam tidak oleh sebagai atau dapat kami juga "
        "antara",
        "vi": "về ra vào và của là các cho trong một được không có này với những trên để từ khi như đã hoặc chúng "
        "tôi bằng",
    }.items()
}
#: Languages whose small words are too much alike to refuse one for the other.
RELATIVES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("da", "no", "nb", "nn", "sv"), frozenset({"da", "no", "nb", "nn", "sv"})),
    **dict.fromkeys(("es", "pt", "gl", "ca", "it"), frozenset({"es", "pt", "gl", "ca", "it"})),
    **dict.fromkeys(("id", "ms"), frozenset({"id", "ms"})),
    **dict.fromkeys(("cs", "sk", "pl"), frozenset({"cs", "sk", "pl"})),
    **dict.fromkeys(("nl", "af"), frozenset({"nl", "af"})),
}
#: Tags that mean a language of the table.
SAME_LANGUAGE: Mapping[str, str] = {"nb": "no", "nn": "no", "in": "id"}
