{#-
    A name with its Cyrillic and Greek letters (and þ) as passports spell them; other letters, marks
    and scripts stay. What needs two letters is replaced first, the rest is translated letter by letter.
-#}
{% macro in_latin_letters(column) -%}
    {%- set spelled = namespace(sql=column) -%}
    {%- for letters, latin in [('жЖ', 'zh'), ('хХ', 'kh'), ('цЦ', 'ts'), ('чЧ', 'ch'), ('шШ', 'sh'), ('щЩ', 'shch'),
        ('юЮ', 'yu'), ('яЯ', 'ya'), ('єЄ', 'ye'), ('θΘ', 'th'), ('χΧ', 'ch'), ('ψΨ', 'ps'), ('þÞ', 'th')] -%}
        {%- set spelled.sql = "replace(replace(" ~ spelled.sql ~ ", '" ~ letters[0] ~ "', '" ~ latin ~ "'), '" ~ letters[1] ~ "', '" ~ latin ~ "')" -%}
    {%- endfor -%}
    case
        when {{ column }} ~ '[þÞ\u0370-\u052F]' then translate(regexp_replace({{ spelled.sql }}, '[οΟ][υύΥΎ]', 'ou', 'g'),
            'абвгґдезийіїклмнопрстуўфыэёАБВГҐДЕЗИЙІЇКЛМНОПРСТУЎФЫЭЁαάβγδεέζηήιίϊκλμνξοόπρσςτυύφωώΑΆΒΓΔΕΈΖΗΉΙΊΚΛΜΝΞΟΌΠΡΣΤΥΎΦΩΏьъЬЪ’',
            'abvggdeziiiiklmnoprstuufyeeabvggdeziiiiklmnoprstuufyeeaavgdeeziiiiiklmnxooprsstyyfooaavgdeeziiiiklmnxooprstyyfoo')
        else {{ column }}
    end
{%- endmacro %}
