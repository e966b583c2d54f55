"""Two spellings of one name have one fold; each row of the letter tables has its example."""

import pytest

from panah.engines.names import letters, scripts
from panah.engines.names.letters import folds

# Invented people. One line: the same name, written in different ways.
SPELLINGS = [
    # Russian
    ("Щербаков Евгений", "SHCHERBAKOV EVGENII", "Scherbakov Yevgeny", "Shcherbakov Jevgenij"),
    (
        "Щукина Юлия",
        "Shhukina Iuliia",
        "Chtchoukina Yulia",
        "Szczukina Julija",
        "Schtschukina Juliya",
    ),
    ("Жигулёв Фёдор", "Zhigulev Fedor", "Žigulëv Fëdor", "Zhigulyov Fyodor", "Zhigulev Fjodor"),
    ("Хвостов Цезарь", "Khvostov Tsezar", "KHVOSTOV TCEZAR", "Chvostov Cezaŕ", "Khvostov Tzezar"),
    ("Чижов Эдуард", "Chizhov Eduard", "Čižov Ėduard", "Czizhov Eduard", "Tchizhov Eduard"),
    ("Шубин Игнат", "Shubin Ignat", "Šubin Ignat", "Szubin Ignat"),
    ("Объедков Илья", "Obedkov Ilia", "Obʺedkov Ilʹâ", "Ob'edkov Ilya"),
    ("Рыжова Татьяна", "Ryzhova Tatiana", "Ryzhova Tatjana", "Rižova Tatyana"),
    ("Быстрый Юрий", "Bystryi Iurii", "BYSTRYY YURIY", "Bystryj Jurij", "Bistri Juri"),
    ("Пяткин Лев", "Piatkin Lev", "Pâtkin Lev", "Pyatkin Lev"),
    ("Ключников Макар", "Kliuchnikov Makar", "Klûčnikov Makar", "Klyuchnikov Makar"),
    ("Щавелев Захар", "Ŝavelev Zahar", "Shchavelev Zakhar", "Schavelev Zaxar"),
    (
        "Козлинский Сергей",
        "Kozlinski Serguei",
        "Kozlinskij Sergej",
        "Kozlinski Sergeï",
        "Kozlinski Sergeĭ",
    ),
    ("Максимов Алексей", "Maximov Alexey", "Maksimov Aleksei"),
    ("Оксана Ксенофонтова", "Oxana Xenofontova"),
    ("Матвеев Софрон", "Matveev Sophron", "Matwejew Sofron"),
    ("Ульянов Тимофей", "Oulianov Thimofey", "Ulyanov Timofey"),
    ("Счастливцев Устин", "Shchastlivtsev Ustin", "Sčastlivcev Ustin"),
    ("Кирилл Анненков", "Kiril Anenkov"),
    (
        "Мицкевич Вячеслав",
        "Mitskevich Viacheslav",
        "Mitskevic Viaceslav",
        "Mitskevitsch Vyacheslav",
    ),
    ("Рокотов Луккас", "Rockotov Lukas"),
    ("Церковников Цырен", "Cerkovnikov Cyren"),
    ("Черкасов Кузьмич", "Cherkasov Kuzmic"),
    ("Карпов Виктор", "Carpov Victor"),
    ("Плющенко Лазарь", "Pliuchshenko Lazar", "Pliuschtchenko Lazar"),
    ("Чижевская Надежда", "Tsjizjevskaia Nadezjda"),
    ("Лашкин Захар", "Lasjkin Zakhar"),
    ("Зарецкий Ян", "Zarecki Jan", "Zareckij Jan", "Zarets'kyi Yan"),
    ("Артюхов Пётр", "Artjuchow Pjotr".replace("ch", "kh")),
    ("Чихаришин Лев", "Czycharyszyn Łew"),
    ("Семёнов Макс", "Semenov Max"),
    ("Кузнечихин Цапел", "Kuznechixin Czapel`"),
    ("Купцов Дмитриевич", "Kupczov Dmitrievich"),
    ("Тарачук Марченко", "Taracuk Marcenko"),
    # German and what else writes В as w
    ("Чехрин Щедрович", "Tschechrin Schtschedrowitsch"),
    ("Шмелёвская Вера", "Schmeljowskaja Vera"),
    ("Пчелинцев", "Ptschelinzew"),
    ("Потчицкий Фёкл", "Pottschitzki Fekl"),
    ("Мещерякин", "Meschtscherjakin"),
    ("Кубашев Михей", "Kubaschew Mikhei"),
    ("Коростинцев", "Korostinzew"),
    ("Мухановский", "Muchanowski", "Muchanowskij"),
    ("Сыромазова", "Syromazowa"),  # Turkmen: z is З
    ("Раковская Нинель", "Rakovskaja Ninel"),
    # Ukrainian and Belarusian
    ("Аксёнов", "Аксьонов"),
    ("Заболотский Нил", "Zabolotskii Nil"),
    ("Євген Їжакевич", "Yevhen Yizhakevych".replace("vh", "vg"), "Ievgen Izhakevych"),
    ("Ґудзь Ігор", "Gudz Igor", "Gudź Igor", "Ġudz Igor"),
    ("Салаўёў Аляксей", "Salaŭjoŭ Aliaksiej", "Salawyow Alyaksey"),
    ("Жукоўскі Сымон", "Zhukouski Symon", "Žukoŭski Symon"),
    ("Пракопаў Яўген", "Prakopau Iaugen", "Prakopaw Yawgen"),
    ("Кульчыцкі Мацей", "Kuĺčycki Maciej", "Kulʹčycʹki Maciej"),
    ("Лось Ганна", "Łoś Hanna".replace("H", "G"), "Los Ganna"),
    ("Корань Цімох", "Korań Cimoch", "Koran Tsimokh"),
    ("Ліпіць Ян", "Lipić Jan".replace("J", "Y"), "Lipits Ian"),
    # Kazakh
    ("Жақсылықов Бейбіт", "Zhaksylykov Beibit", "Jaqsylyqov Beibit", "Jaqsylyqov Beıbıt"),
    (
        "Қожахметұлы Нұрлан",
        "Qojahmetuly Nurlan",
        "Kozhakhmetuly Nurlan",
        "Ķozhakhmetuly Nŭrlan".replace("ŭ", "u"),
    ),
    (
        "Ғалымжан Әбілов",
        "Galymzhan Abilov",
        "Ğalymjan Äbılov",
        "Ǵalymjan Ábilov",
        "Ghalymzhan Abilov",
    ),
    (
        "Теңізбай Өмірбек",
        "Tenizbai Omirbek",
        "Teñizbai Ömirbek",
        "Teŋizbai Ómirbek",
        "Teńizbay Omirbek",
    ),
    ("Үмітова Күләш", "Umitova Kulash", "Ümitova Külaş", "Úmitova Kulash"),
    ("Шәріпов Һәкім", "Sharipov Khakim", "Şäripov Häkım"),
    ("Джумабаев Чингиз", "Dzhumabaev Çingiz", "Djumabayev Chingiz", "Jumabaev Chingiz"),
    ("Бақытжан Алмасжан", "Baqytzhan Almaszhan"),
    ("Жүсіп Мөлдір", "Jüsip Möldir", "Jūsip Mōldir"),
    # Kyrgyz, Tajik, Uzbek
    ("Тоолайбек Жээнбаев", "Toolaibek Jeenbaev"),
    ("Өмүрбек Чолпонбаев", "Ömürbek Cholponbaev", "Omurbek Cholponbayev"),
    ("Ҷӯраев Раҳмон", "Juraev Rahmon", "Jūraev Rahmon", "Ҷураев Раҳмон"),
    ("Муҳаммадӣ Қурбон", "Muhammadi Qurbon", "Muḩammadī Qurbon", "Muḥammadi Kurbon"),
    ("Ғаниев Ӯткир", "Ganiev Utkir", "Ghaniyev Utkir"),
    ("Йўлдошев Бахтиёр", "Yo'ldoshev Baxtiyor", "Yoʻldoshev Bakhtiyor", "Yoldoshev Bahtiyor"),
    ("Насрулла Ализаде", "Nasrullah Alizadeh"),
    # Neighbours in the same lines
    ("Гулиева Джамиля", "Quliyeva Cəmilyə"),
    ("Јован Љубић Њего", "Iovan Lubić Nego".replace("ć", "č"), "Iovan Lubich Nego"),
    ("Ђорђе Џамић", "Jorje Jamich"),
    ("Ѓорче Ќосе Ѕвезда", "Gorche Kose Zvezda"),
    ("Җәмилә Ҡаҙаҫ", "Jamila Kazas"),
    ("Ҹавид", "Javid"),
    ("Żuk Źrebin", "Zhuk Zrebin"),
    ("Ăndrei Åkesson Érik", "Andrei Akesson Erik"),
    ("Đorin Ħani", "Dorin Khani"),
    ("Ñina Ģirts Șerban", "Nina Girts Sherban"),
    ("Ìgor Ína Ïvan Īlmar Îlla", "Igor Ina Ivan Ilmar Illa"),
    ("Ýan Ÿrsa", "Yan Yrsa"),
    ("Èva Êlena Ēlvis Ěva", "Eva Elena Elvis Eva"),
    ("Àda Ādams", "Ada Adams"),
    ("Òlga Óskar Ôlen Õlev Øystein", "Olga Oskar Olen Olev Oystein"),
    ("Ùla Ûna Ůla", "Ula Yuna Ula"),
    ("Æda Œda Straßer Þora", "Aeda Oeda Strasser Thora"),
    ("Ȋgor", "Igor"),
]

EVERY_SPELLING = [(one, other) for one, *others in SPELLINGS for other in others]


@pytest.mark.parametrize(("one", "other"), EVERY_SPELLING)
def test_two_spellings_have_one_fold(one, other):
    assert folds(one) == folds(other)


def broken_by(monkeypatch, table, row):
    before = table[row]
    spoilt = (before[0], "ß") if isinstance(before, tuple) else "ß"
    monkeypatch.setitem(table, row, spoilt)
    return any(folds(one) != folds(other) for one, other in EVERY_SPELLING)


ROWS = [
    *[(letters._FROM_CYRILLIC, letter) for letter in letters._FROM_CYRILLIC],
    *[(letters._FROM_MARKED, letter) for letter in letters._FROM_MARKED],
    *[(scripts._FROM_GERMAN, digraph) for digraph in scripts._FROM_GERMAN],
    *[(letters._READING, digraph) for digraph in letters._READING],
    *[(letters._CONTEXTS, name) for name in letters._CONTEXTS],
    *[(letters._SETTLING, name) for name in letters._SETTLING],
]


@pytest.mark.parametrize(
    ("table", "row"), ROWS, ids=[chr(row) if isinstance(row, int) else row for _, row in ROWS]
)
def test_without_a_row_of_the_tables_some_spelling_is_lost(monkeypatch, table, row):
    assert broken_by(monkeypatch, table, row)


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        ("Hадежда Пeтровa", "Надежда Петрова"),  # Latin H, e, a
        ("Nadezhda Реtrova", "Nadezhda Petrova"),  # Cyrillic Р, е
        ("К0валёва", "Ковалёва"),
        ("5ERIK", "SERIK"),
        ("8oris 1lyin", "Boris Ilyin"),
        ("Ирина-Мария", "Ирина Мария"),
        ("Əбиба Мɵлдір", "Әбиба Мөлдір"),  # Latin Ə and Ɵ
        ("IVANCHUK<<OLES<<<<<<", "Ivanchuk Oles"),
        ("WUKIN<<JDAN<IL9I3<<<", "Щукин Ждан Ильич"),  # the Russian internal passport's code
        ("4IXOV<<ARSENIQ<<<<<<", "Шиов Арсений"),
        ("2LKIN<<6DUARD<<<<<<<", "Ёлкин Эдуард"),
        ("HAC8PIN<<ARSENIQ<78N", "Хацяпин Арсений Юян"),
        ("Дара\u0301ева", "Дараева"),  # a stress mark
        ("Йорданова", "И\u0306орданова"),
        ("Svi\ufe20a\ufe21tlana", "Sviatlana"),
    ],
)
def test_a_damaged_spelling_is_read_as_it_was_meant(damaged, meant):
    assert folds(damaged) == folds(meant)


def test_letters_of_another_script_are_kept_as_they_are():
    assert folds("سارا کریمی") == ["سارا", "کریمی"]


def test_two_names_stay_two_names():
    people = ["Марат", "Мурат", "Мират", "Данил", "Данияр", "Арман", "Ерман", "Жанна", "Занна"]

    assert len({tuple(folds(person)) for person in people}) == len(people)


@pytest.mark.parametrize("letter", scripts._LETTERS["russian_code"])
def test_every_letter_of_the_russian_code_is_read_by_it(letter):
    meant = scripts._LETTERS["russian_code"][letter]

    assert folds(f"BA{letter}DA<<ARSENIQ") == folds(f"BA{meant}DA ARSENIY")


def test_a_zone_without_the_code_is_read_as_latin():
    assert folds("WOJCIK<<HELENA") == folds("Wojcik Helena")


@pytest.mark.parametrize("twin", scripts._LATIN_TWINS)
def test_every_lookalike_is_read_in_the_script_around_it(twin):
    cyrillic = scripts._LATIN_TWINS[twin]

    assert folds(f"Ждя{twin}фшю") == folds(f"Ждя{cyrillic}фшю")
    assert folds(f"Zhdg{cyrillic}fnlr") == folds(f"Zhdg{twin}fnlr")
