"""Which words of a query find what, in both implementations."""


# Words
def test_all_words_are_wanted(index, make, find):
    index.put([make(1, "Digital skills"), make(2, "Digital libraries")])
    assert find("digital skills") == [1]
    assert set(find("digital")) == {1, 2}


def test_quotes_ask_for_a_phrase(index, make, find):
    index.put([make(1, text="skills for jobs"), make(2, text="jobs for skills")])
    assert find('"skills for jobs"') == [1]
    assert set(find("skills for jobs")) == {1, 2}


def test_no_phrase_reaches_from_title_into_text(index, make, find):
    index.put([make(1, "Digital", "skills")])
    assert find('"digital skills"') == [] and find("digital skills") == [1]


def test_minus_and_not_exclude(index, make, find):
    index.put([make(1, "Skills for women"), make(2, "Skills for men")])
    assert find("skills -women") == [2]
    assert find('skills -"for women"') == [2]
    assert find("skills NOT women") == [2]
    assert find("-women") == [2]


def test_a_dash_between_words_excludes_nothing(index, make, find):
    index.put([make(1, "E-learning - first steps")])
    assert find("e-learning - steps") == [1]


def test_or_makes_either_do(index, make, find):
    index.put([make(1, "Cats"), make(2, "Dogs"), make(3, "Birds")])
    assert set(find("cats OR dogs")) == {1, 2}
    assert find("CATS AND DOGS") == []


def test_a_star_or_an_unfinished_last_word_matches_beginnings(index, make, find):
    index.put([make(1, "Competence framework"), make(2, "Competition")])
    assert set(find("compet*")) == {1, 2}
    assert find("framework comp", prefix=True) == [1]
    assert find("compet", query_languages=()) == []


def test_common_words_need_not_be_there(index, make, find):
    index.put([make(1, "Create a table"), make(2, "The chair")])
    assert find("how to create the table") == [1]
    assert find("the") == [2]


def test_the_short_half_at_an_apostrophe_need_not_be_there(index, make, find):
    index.put([make(1, "Une école", language="fr"), make(2, "Women in tech")])
    assert find("l’école", query_languages=("fr",)) == [1]
    assert find("women's") == [2]


def test_accents_and_case_do_not_matter(index, make, find):
    index.put([make(1, "Łódź und Übungsräume", language="pl"), make(2, "Straße nach Tromsø", language="de")])
    assert find("lodz") == [1] and find("ÜBUNGSRÄUME") == [1] and find('"und ubungsraume"') == [1]
    assert find("strasse") == [2] and find("tromso") == [2] and find("STRASSE") == [2]


def test_the_exact_word_comes_before_its_relatives(index, make, find):
    index.put([make(2, text="He computed it."), make(1, text="All computing here.")])
    assert find("computing") == [1, 2]


def test_titles_weigh_more(index, make, find):
    index.put([make(1, "Other", "apples and pears and more words"), make(2, "Apples", "pears and other things there")])
    assert find("apples") == [2, 1]


def test_tags_and_descriptions_are_found(index, make, find):
    index.put([make(1, subjects=("cyber security",)), make(2, description="About cyber security")])
    assert set(find("cyber security")) == {1, 2}


def test_numbers_and_signs_of_the_trade(index, make, find):
    index.put([make(1, "DigComp 2.2"), make(2, "C++ for beginners"), make(3, "C# and .NET")])
    assert find("2.2") == [1] and find("c++") == [2] and find("c#") == [3] and find(".net") == [3]


def test_scripts_without_spaces(index, make, find):
    index.put([make(1, "数字技能与就业"), make(2, "就业")])
    assert find("技能") == [1] and find("能技") == [] and set(find("就业")) == {1, 2} and find("-技能") == [2]


def test_a_stem_counts_in_its_own_language_only(index, make, find):
    index.put([make(1, "Häuser", language="de"), make(2, "Häuser", language="en")])
    assert find("haus", query_languages=("de",)) == [1]
    assert find("haus", query_languages=()) == []
    assert find("haus", languages=("de",), query_languages=()) == [1]
