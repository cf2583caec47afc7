r"""Which fonts lend the letters that are no digits, each pinned by its SHA-256, so that anyone gets the same.

They come from Debian's packages (version 12):

    apt-get install --no-install-recommends \
        fonts-comic-neue fonts-dancingscript fonts-breip fonts-dkg-handwriting fonts-rufscript \
        fonts-sjfonts fonts-summersby fonts-kaushanscript fonts-tlwg-purisa-ttf \
        fonts-smc-chilanka fonts-lobster fonts-liberation fonts-dejavu-core fonts-cabin \
        fonts-gfs-didot fonts-gfs-neohellenic fonts-gfs-solomos fonts-essays1743 \
        fonts-goudybookletter fonts-jura fonts-comfortaa fonts-inconsolata fonts-paratype \
        fonts-sil-ezra fonts-kacst-one fonts-lohit-deva fonts-lohit-taml \
        fonts-lohit-beng-bengali fonts-sawarabi-gothic fonts-sawarabi-mincho fonts-symbola

Where any of these is absent, matplotlib's own fonts join those that are there, so that the outliers can be
made wherever the network is taught.  A file with another content is not used.  The fonts are divided by
family, never by file, into those that teach and those kept out to measure refusal by: a letter form seen in
training says nothing about strange ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inkdigits.training.extra import needs_train_extra

Part = Literal["taught", "kept out"]

DEBIAN_FOLDER = Path("/usr/share/fonts")  # where Debian's packages put their fonts
MATPLOTLIB = "matplotlib"  # the package whose fonts step in

# About every fourth family, handwriting and print, Latin and other scripts, is never taught.
KEPT_OUT_FAMILIES = frozenset(
    {
        "Breip",  # handwriting, and the next two
        "Chilanka",
        "Rufscript",
        "Computer Modern Typewriter",
        "DejaVu Serif",
        "GFS Neohellenic",
        "Goudy Bookletter",
        "Jura",
        "Liberation Mono",
        "Lohit Bengali",
        "PT Serif",
        "Sawarabi Mincho",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FontFile:
    """One font, known by its content.

    Attributes:
        package: Debian's package that brings it, or "matplotlib".
        family: what the font is called; its family is taught or kept out as a whole.
        path: where it lies, in ``DEBIAN_FOLDER`` or in matplotlib's folder of fonts.
        sha256: SHA-256 of the file, hexadecimal.
    """

    package: str
    family: str
    path: str
    sha256: str

    @property
    def part(self) -> Part:
        """Whether it teaches or is kept out."""
        return "kept out" if self.family in KEPT_OUT_FAMILIES else "taught"


@dataclass(frozen=True, slots=True)
class FontSet:
    """The fonts that were found.

    Attributes:
        paths: where each lies, in the order of the catalog.
        fingerprint: twelve hexadecimal digits that tell one set from another, for the log.
    """

    paths: tuple[Path, ...]
    fingerprint: str


def font_set(
    part: Part, *, debian: Path = DEBIAN_FOLDER, fonts: tuple[FontFile, ...] | None = None
) -> FontSet:
    """Return the fonts of one part that are here with the right content.

    Args:
        part: those to teach with, or those kept out.
        debian: the folder in which Debian's fonts lie.
        fonts: the catalog; all of ``DEBIAN_FONTS`` and ``MATPLOTLIB_FONTS`` unless given.
    """
    catalog = DEBIAN_FONTS + MATPLOTLIB_FONTS if fonts is None else fonts
    wanted = [font for font in catalog if font.part == part]
    packaged = [font for font in wanted if font.package != MATPLOTLIB]
    found = list(_find(packaged, folder=debian))
    if len(found) < len(packaged) or not packaged:
        bundled = [font for font in wanted if font.package == MATPLOTLIB]
        found += list(_find(bundled, folder=_matplotlib_folder()))
    told = "\n".join(font.sha256 for font, _ in found)
    return FontSet(
        paths=tuple(path for _, path in found), fingerprint=hashlib.sha256(told.encode()).hexdigest()[:12]
    )


def _find(fonts: list[FontFile], *, folder: Path) -> Iterator[tuple[FontFile, Path]]:
    """Yield those of ``fonts`` that lie in ``folder`` with the right content."""
    for font in fonts:
        path = folder / font.path
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == font.sha256:
            yield font, path


def _matplotlib_folder() -> Path:
    """Return where matplotlib keeps its fonts."""
    with needs_train_extra("making outliers"):
        import matplotlib as mpl
    return Path(mpl.get_data_path()) / "fonts" / "ttf"


def _read_catalog(table: str) -> tuple[FontFile, ...]:
    """Return the fonts of a table: package | family | path, and the SHA-256 on the line below."""
    lines = [line.strip() for line in table.strip().splitlines()]
    named = [line.split(" | ") for line in lines[::2]]
    return tuple(
        FontFile(package=package, family=family, path=path, sha256=sha256)
        for (package, family, path), sha256 in zip(named, lines[1::2], strict=True)
    )


DEBIAN_FONTS = _read_catalog("""
fonts-comic-neue | Comic Neue | opentype/comic-neue/ComicNeue-Regular.otf
    2728ee8f303e31934e62bf27b044fd7657b0613412d51f7444db1078cc3a7cb2
fonts-dancingscript | Dancing Script | opentype/dancingscript/DancingScript-Regular.otf
    38178945aaefdea573f4998d8b984985aaebb95964da337b23e77e682d7d3d17
fonts-breip | Breip | truetype/breip/Breip.ttf
    cded2aeeeb7d35baa8aa5b57df35a25836910498271d3d2eec502f6aa7033eb7
fonts-dkg-handwriting | dkg | truetype/fifthhorseman/dkg.ttf
    93eb07f57b84f04fa975ebf49ecec43d9b2c85834a9b63864072c6b993efd131
fonts-rufscript | Rufscript | truetype/rufscript/Rufscript010.ttf
    99b16515f19ab35d18049235797b0dbe3ec73535d455994442b206c96405050f
fonts-sjfonts | Delphine | truetype/sjfonts/Delphine.ttf
    afeea795e392f6b8e0cc4ba3978375908d1f29f8d82f1b7b15d9fdc755a05288
fonts-summersby | Summersby | truetype/summersby/summersby.ttf
    aa255d8298faab009c135e30f16f10e8cfb8ee1021ece9c9cd2b9b690bc9124d
fonts-kaushanscript | Kaushan Script | opentype/kaushanscript/KaushanScript-Regular.otf
    c007ebe4c813374ed02da003394b73b39fa709ff5891c5613733c96be595ba28
fonts-tlwg-purisa-ttf | Purisa | truetype/tlwg/Purisa.ttf
    cceae46a2c8862c20971b9e7c5297b4c23decda9a674c0eea7ddbd3c799b14dd
fonts-smc-chilanka | Chilanka | opentype/malayalam/Chilanka-Regular.otf
    a8ac6dd044f5039e2c0de5af84995ff66f5c07e66eb86a59313e5a0fe7c61dfe
fonts-lobster | Lobster | opentype/lobster/lobster.otf
    4605f4c5aac8d4bb55a28a63db6c1dd06394d4b6e0cb157f61603fb26021a617
fonts-liberation | Liberation Sans | truetype/liberation/LiberationSans-Regular.ttf
    f8ace1f892b2bd9dc1792ba7f097fa7588f84fed48321480e04de5390828221f
fonts-liberation | Liberation Sans | truetype/liberation/LiberationSans-BoldItalic.ttf
    a224075ac17495ad0a3af3bc0a419ac0704a8b3fd1095456201fb9b095fc281d
fonts-liberation | Liberation Serif | truetype/liberation/LiberationSerif-Regular.ttf
    1c9c77c2cd0f3c2d2aeef53ea50a4d5d3d684ac73a431d7c70d7864887d194a3
fonts-liberation | Liberation Mono | truetype/liberation/LiberationMono-Regular.ttf
    a2e642d350acb1c5e368f375db8a4ef5a2f4ff2b79056d8c3be8bd8a7e9fcb44
fonts-dejavu-core | DejaVu Sans | truetype/dejavu/DejaVuSans.ttf
    abdc775b21b1bc470d50c97e790d276f2054b7504e56e5bd3e64f48d68582322
fonts-dejavu-core | DejaVu Sans Mono | truetype/dejavu/DejaVuSansMono.ttf
    0f5db4f1749979d961019838b160bec74abdf7f9eca69553fe1aa856bbff49a4
fonts-dejavu-core | DejaVu Serif | truetype/dejavu/DejaVuSerif.ttf
    13e61509f5c81d7c3132810f4f903e3523df89c802bf6e0674621e8f659cdfe1
fonts-cabin | Cabin | opentype/cabin/Cabin-Regular.otf
    28b2901516089b2bf9d3c2b3dd86a1c875de7f3997bc4ebf4a651a8150aa49dc
fonts-gfs-didot | GFS Didot | opentype/didot/GFSDidot.otf
    27d80cbfb7446a627f577b3a3bc519e1cec71d53328cd3873368e9c3b54e0fc1
fonts-gfs-neohellenic | GFS Neohellenic | opentype/neohellenic/GFSNeohellenic.otf
    acff5add00a6919b64e3f6d853a04a4d8665461b6a4d11c36ad2dad6a891f365
fonts-gfs-solomos | GFS Solomos | opentype/solomos/GFSSolomos.otf
    3afba0af2b85c8b65970763c11ba2b65bcf060932566483f27f6a592170ed6f2
fonts-essays1743 | Essays 1743 | truetype/essays1743/Essays1743.ttf
    98d2ca7d8e3409ed8bfa3a40d7e81068217332e4a08f7942ffeb69ea9d3ed610
fonts-goudybookletter | Goudy Bookletter | opentype/sortsmill/GoudyBookletter1911.otf
    df8cfeedda8c2ee4183e0b68c6e3202c0c60e6f4a47b06c8f8ba1f340f3015a7
fonts-jura | Jura | opentype/jura/Jura-Regular.otf
    54ee2a9d8d95163cbfb2d774d594390bca710c65ff28e34781937fed6f0e66da
fonts-comfortaa | Comfortaa | truetype/comfortaa/Comfortaa-Regular.ttf
    7aeecaf4c799f24f22e871a6f546ca89116cf11288c7a8ff42f11401dd5445c6
fonts-inconsolata | Inconsolata | truetype/inconsolata/Inconsolata.otf
    1561e616c414a1b82d6e6dfbd18e5726fd65028913ade191e5fa38b6ec375a1a
fonts-paratype | PT Sans | truetype/paratype/PTS55F.ttf
    3bbff9ab698453a4c705ec9ab9d8f528d21562a684bb6816f157163637eac914
fonts-paratype | PT Serif | truetype/paratype/PTF55F.ttf
    d074251529defb38523f3d89cfadfc2491515b32c22f154a8fc6b4c184415a69
fonts-sil-ezra | Ezra SIL | truetype/ezra/SILEOT.ttf
    53c98ab95d2b5bd615527cdd05da42d7dd77f2690b79c043e9f90753d4930dce
fonts-kacst-one | KacstOne | truetype/kacst-one/KacstOne.ttf
    ae99fecfb0b358e7422d6bd7666e8d0f488452c363cbc6769cb89d664b56d37c
fonts-lohit-deva | Lohit Devanagari | truetype/lohit-devanagari/Lohit-Devanagari.ttf
    245eef612b94246c6ab9640d07ce21d3d886fabeba6d4ba5beaa859ba58bc7d0
fonts-lohit-taml | Lohit Tamil | truetype/lohit-tamil/Lohit-Tamil.ttf
    ee49672af6a8ccfe504bc07c860dcdbc29b317d0f132417b22c57d2dc5b76ad1
fonts-lohit-beng-bengali | Lohit Bengali | truetype/lohit-bengali/Lohit-Bengali.ttf
    403ab40ccdc302a38c85c9dfeb2bd5909d8d86e608b9c8417cd691154b68666f
fonts-sawarabi-gothic | Sawarabi Gothic | truetype/sawarabi-gothic/sawarabi-gothic-medium.ttf
    e55dc6a3660e8fe179594a2e51e791040ac6b306d78e33b471ac39b6aa2f0057
fonts-sawarabi-mincho | Sawarabi Mincho | truetype/sawarabi-mincho/sawarabi-mincho-medium.ttf
    253eefa056da4cc22ead31664521e56928b785ce9514cc98a08986ef75e8e744
fonts-symbola | Symbola | truetype/ancient-scripts/Symbola_hint.ttf
    af8bd8cc9c808272034651cb5ebf6c38370ae536fe631eb89462f127f11e793f
""")

MATPLOTLIB_FONTS = _read_catalog("""
matplotlib | DejaVu Sans | DejaVuSans.ttf
    3fdf69cabf06049ea70a00b5919340e2ce1e6d02b0cc3c4b44fb6801bd1e0d22
matplotlib | DejaVu Sans | DejaVuSans-BoldOblique.ttf
    6edf0283160186af451cbee71e7b845f2e4cabf264bb992ce668c83c25465e6f
matplotlib | DejaVu Sans Mono | DejaVuSansMono.ttf
    602ec86b8948cfcd956482fe64f94c36c867770149ef2f791d4613f443bcecb3
matplotlib | DejaVu Serif | DejaVuSerif.ttf
    107244956e9962b9e96faccdc551825e0ae0898ae13737133e1b921a2fd35ffa
matplotlib | DejaVu Serif | DejaVuSerif-Italic.ttf
    3e7994fbc54fa10ce3352a42d548fadd7d9cadb69cb1109bc9d960f6dac57f04
matplotlib | STIX | STIXGeneral.ttf
    167378031e2dddc6216d67819c9260e9a06ffc4c478e4e23cb98a6fd44b183c2
matplotlib | STIX | STIXGeneralItalic.ttf
    6cfcb333d22b7c3c623bdfd40174f14c85c3d6731ca6166c1edc80140eae8527
matplotlib | Computer Modern Roman | cmr10.ttf
    4dd9761b058c009db9b2145f55ee6617d093c273dd3d6c5b3e43ff6110fa9bf6
matplotlib | Computer Modern Sans | cmss10.ttf
    7df91a83d05b2e471ec638cb0b435a360a3c792b09fc42a7da67e91f2e79115a
matplotlib | Computer Modern Typewriter | cmtt10.ttf
    6211f09ae93599991afda970c24669dad1a77e253d915624fbf212f702f071d7
""")
