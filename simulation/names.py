"""Name cultures: how people are called, in what order, and the short forms they go by.

All names are ordinary given and family names combined at random; nobody real is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Culture:
    """One way of naming people."""

    name: str
    weight: int
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    two_surnames: bool = False
    family_first: bool = False
    mononym: bool = False


@dataclass(slots=True)
class Name:
    """A person's own name, before anybody writes it down."""

    culture: str
    given: str
    middle: str
    family: str
    family_first: bool
    two_surnames: bool


def words(text: str) -> tuple[str, ...]:
    """A list of words from a text, to keep long lists readable."""
    return tuple(text.split())


_BUILT_FAMILIES = tuple(
    start + end
    for start in words(
        "Ash Black Brad Brook Burn Chat Cran Dal East El Fair Gar Hal Hart Haw Kings Lang Lind Mar "
        "Mill Nor Oak Pem Rad Ren Rock Shel Stan Thorn Wake Wal West Whit Win Wood Wy"
    )
    for end in words(
        "brook burn by croft dale field ford ham hurst land ley low man mere more shaw stead "
        "ston ton well wick worth"
    )
)

CULTURES = (
    Culture(
        "english",
        46,
        words(
            "Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Margaret "
            "Katherine Nancy Betty Sandra Ashley Dorothy Kimberly Emily Donna Michelle Carol "
            "Amanda Melissa Deborah Stephanie Rebecca Laura Helen Sharon Cynthia Kathleen Amy "
            "Shirley Angela Anna Ruth Brenda Pamela Nicole Samantha Christine Emma Catherine "
            "Virginia Debra Rachel Janet Carolyn Abigail Judith Victoria Olivia Theresa Hannah "
            "Megan Alice"
        ),
        words(
            "James Robert John Michael David William Richard Joseph Thomas Charles Christopher "
            "Daniel Matthew Anthony Mark Donald Steven Andrew Paul Joshua Kenneth Kevin Brian "
            "George Timothy Ronald Edward Jason Jeffrey Ryan Jacob Nicholas Gary Eric Jonathan "
            "Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Patrick Frank "
            "Raymond Jack Dennis Jerry Tyler Aaron Nathan Henry Douglas Peter Adam Zachary Walter"
        ),
        words(
            "Smith Johnson Williams Brown Jones Davis Miller Wilson Moore Taylor Anderson Thomas "
            "Jackson White Harris Martin Thompson Robinson Clark Lewis Walker Hall Allen Young "
            "King Wright Hill Scott Green Adams Baker Nelson Carter Mitchell Roberts Turner "
            "Phillips Campbell Parker Evans Edwards Collins Stewart Morris Rogers Reed Cook Bell "
            "O'Brien O'Neill McCarthy MacDonald Fitzgerald Washington Jefferson Booker Freeman"
        )
        + _BUILT_FAMILIES,
    ),
    Culture(
        "spanish",
        18,
        words(
            "María Guadalupe Carmen Lucía Sofía Isabel Ana Rosa Elena Verónica Gabriela Patricia "
            "Alejandra Beatriz Inés Mónica Yolanda Marisol Ximena Daniela Teresa Adriana"
        ),
        words(
            "José Juan Luis Carlos Jesús Miguel Ángel Francisco Javier Alejandro Ramón Andrés "
            "Héctor Raúl Óscar Fernando Jorge Diego Tomás Sebastián Manuel Pedro Rubén"
        ),
        (
            *words(
                "García Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Torres "
                "Flores Rivera Gómez Díaz Reyes Morales Cruz Ortiz Gutiérrez Chávez Ramos Ruiz "
                "Mendoza Álvarez Castillo Jiménez Vásquez Moreno Herrera Medina Núñez Peña Muñoz"
            ),
            "de la Cruz",
            "de León",
            "del Río",
        ),
        two_surnames=True,
    ),
    Culture(
        "vietnamese",
        6,
        words("Thị-Mai Lan Hương Linh Thảo Ngọc Phương Trang Hoa Thu Yến Kim Anh Hạnh"),
        words("Minh Hùng Dũng Tuấn Quang Đức Long Phong Hải Sơn Khoa Bảo Thành Vinh"),
        words("Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý"),
        family_first=True,
    ),
    Culture(
        "chinese",
        7,
        words("Mei Xiaoyan Lihua Jing Yan Xiuying Fang Na Hui Yulan Min Ling Xia Juan Wenjing"),
        words("Wei Jianguo Ming Lei Jun Qiang Hao Zhiwei Tao Bo Xiaoming Peng Yong Gang Chao"),
        words("Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Luo"),
        family_first=True,
    ),
    Culture(
        "south_asian",
        7,
        words("Priya Anjali Deepa Lakshmi Sunita Neha Kavita Meera Asha Pooja Rani Shreya Divya"),
        words("Raj Arjun Vikram Sanjay Amit Ravi Anil Suresh Rahul Vijay Kiran Rohan Manoj"),
        words("Patel Sharma Singh Kumar Gupta Reddy Iyer Nair Rao Desai Mehta Shah Joshi Khan"),
    ),
    Culture(
        "arabic",
        5,
        words("Fatima Aisha Layla Noor Zainab Huda Mariam Salma Rania Amina Yasmin Samira"),
        words("Mohammed Ahmed Ali Omar Hassan Khalid Yusuf Ibrahim Tariq Samir Karim Bilal"),
        (
            *words("Hassan Haddad Khoury Mansour Nasser Saleh Rahman Aziz Farouk Qureshi"),
            "al-Masri",
            "El-Sayed",
            "bin Rashid",
            "Abu Bakr",
        ),
    ),
    Culture(
        "dutch_german",
        4,
        words("Anneke Ingrid Greta Heidi Femke Saskia Petra Ursula Katja Liesbeth"),
        words("Jan Pieter Dirk Klaus Jürgen Willem Hendrik Lars Günther Björn"),
        (
            *words("Müller Schröder Köhler Becker Jansen Visser Krüger Weiß"),
            "van der Berg",
            "van Dijk",
            "von Braun",
            "de Vries",
            "ten Boom",
        ),
    ),
    Culture(
        "portuguese_french",
        5,
        words("Amélie Chloé Inês Beatriz Zoé Hélène Céline Conceição Geneviève Noémie Joana"),
        words("João François André Thiago René Étienne Gonçalo Rémi Mateus Benoît Antônio"),
        (
            *words(
                "Silva Santos Oliveira Lefèvre Gonçalves Beauséjour Toussaint Araújo Côté Simões"
            ),
            "dos Santos",
            "de Souza",
            "Saint-Pierre",
            "da Costa",
        ),
    ),
    Culture(
        "mononym",
        2,
        words("Suparmi Dewi Wulandari Kartini Sukarni Parwati"),
        words("Suharto Sutrisno Budiono Sukiman Wibowo Tenzin"),
        ("",),
        mononym=True,
    ),
)

NICKNAMES: dict[str, tuple[str, ...]] = {
    "William": ("Bill", "Will", "Billy"),
    "Robert": ("Bob", "Rob", "Bobby"),
    "James": ("Jim", "Jimmy", "Jamie"),
    "John": ("Jack", "Johnny"),
    "Michael": ("Mike", "Mickey"),
    "David": ("Dave",),
    "Richard": ("Rick", "Dick", "Rich"),
    "Joseph": ("Joe", "Joey"),
    "Thomas": ("Tom", "Tommy"),
    "Charles": ("Charlie", "Chuck"),
    "Christopher": ("Chris", "Topher"),
    "Daniel": ("Dan", "Danny"),
    "Matthew": ("Matt",),
    "Anthony": ("Tony",),
    "Donald": ("Don",),
    "Steven": ("Steve",),
    "Andrew": ("Andy", "Drew"),
    "Joshua": ("Josh",),
    "Kenneth": ("Ken",),
    "Timothy": ("Tim",),
    "Ronald": ("Ron",),
    "Edward": ("Ed", "Ted", "Eddie"),
    "Jeffrey": ("Jeff",),
    "Nicholas": ("Nick",),
    "Jonathan": ("Jon",),
    "Stephen": ("Steve",),
    "Benjamin": ("Ben",),
    "Samuel": ("Sam",),
    "Gregory": ("Greg",),
    "Alexander": ("Alex", "Sasha"),
    "Patrick": ("Pat",),
    "Raymond": ("Ray",),
    "Zachary": ("Zach",),
    "Margaret": ("Peggy", "Maggie", "Meg"),
    "Elizabeth": ("Liz", "Beth", "Betty", "Eliza"),
    "Katherine": ("Kate", "Kathy", "Katie"),
    "Catherine": ("Cathy", "Cate"),
    "Kathleen": ("Kathy", "Kath"),
    "Patricia": ("Pat", "Patty", "Trish"),
    "Jennifer": ("Jen", "Jenny"),
    "Barbara": ("Barb",),
    "Susan": ("Sue", "Susie"),
    "Jessica": ("Jess",),
    "Deborah": ("Deb", "Debbie"),
    "Stephanie": ("Steph",),
    "Rebecca": ("Becky",),
    "Cynthia": ("Cindy",),
    "Christine": ("Chris", "Tina"),
    "Samantha": ("Sam",),
    "Virginia": ("Ginny",),
    "Victoria": ("Vicky", "Tori"),
    "Theresa": ("Terry", "Tess"),
    "Abigail": ("Abby",),
    "Amanda": ("Mandy",),
    "Pamela": ("Pam",),
    "Judith": ("Judy",),
    "Francisco": ("Paco", "Frank"),
    "José": ("Pepe", "Joe"),
    "Guadalupe": ("Lupe",),
    "Jesús": ("Chuy",),
    "Alejandro": ("Alex",),
    "Mohammed": ("Mo",),
}

_WEIGHTED = tuple(culture for culture in CULTURES for _ in range(culture.weight))


def pick_culture(rng: Random) -> Culture:
    """A culture, as common as it is in the county."""
    return _WEIGHTED[int(rng.random() * len(_WEIGHTED))]


def pick_family(rng: Random, culture: Culture) -> str:
    """A family name: a few are very common, most are rare; Spanish ones are double."""
    families = culture.families
    first = families[int(rng.random() ** 2 * len(families))]
    if culture.two_surnames:
        return f"{first} {families[int(rng.random() * len(families))]}"
    return first


def pick_name(rng: Random, culture: Culture, woman: bool, family: str) -> Name:
    """A full name in a culture, for somebody of a family."""
    pool = culture.women if woman else culture.men
    given = pool[int(rng.random() ** 1.3 * len(pool))]
    middle = ""
    if rng.random() < 0.5 and not (culture.mononym or culture.family_first):
        middle = pool[int(rng.random() * len(pool))]
    return Name(
        culture=culture.name,
        given=given,
        middle=middle,
        family="" if culture.mononym else family,
        family_first=culture.family_first,
        two_surnames=culture.two_surnames,
    )
