"""The database's own functions over names, used by generated columns: they must give the same for a single save and a bulk import.

Changing one is a migration that replaces the function and rebuilds the columns and indexes made of it.
"""

BIGRAMS = r"""
CREATE FUNCTION enterprises_bigrams(names text) RETURNS varchar[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT COALESCE(array_agg(DISTINCT substr(line, place, 2)::varchar), '{}')
    FROM unnest(string_to_array(lower(names), E'\n')) AS line, generate_series(1, length(line) - 1) AS place
$$
"""

# Signs and spaces go, then the region in front, then the legal form behind; a branch (分公司) keeps its word, for it is another business.
NAME_CORE = r"""
CREATE FUNCTION enterprises_name_core(name text) RETURNS varchar
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT COALESCE(NULLIF(regexp_replace(regexp_replace(
        plain,
        '^(中国|江苏省|江苏|淮安市|淮安|楚州区|楚州|淮安区|清江浦区|淮阴区)+', ''),
        '(集团)?(股份)?(有限)?(责任)?(?<!分)公司$', ''), ''), plain)::varchar
    FROM (SELECT regexp_replace(lower(name), '[\s()（）《》"“”''·.,，。、&＆_—–-]', '', 'g') AS plain) AS cleaned
$$
"""

CREATE = f"{BIGRAMS};\n{NAME_CORE}"
DROP = "DROP FUNCTION enterprises_name_core(text); DROP FUNCTION enterprises_bigrams(text)"
