package io.tidegate.guard;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The words that PostgreSQL keeps for itself, and what a query may use without being asked for.
final class SqlWords {
    /// Reserved, reserved but for functions and types, and those that are no names of functions and types.
    private static final Set<String> KEPT = words("""
            all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
            current_catalog current_date current_role current_time current_timestamp current_user default deferrable
            desc distinct do else end except false fetch for foreign from grant group having in initially intersect
            into lateral leading limit localtime localtimestamp not null offset on only or order placing primary
            references returning select session_user some symmetric system_user table then to trailing true union
            unique user using variadic when where window with
            authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join
            left like natural notnull outer overlaps right similar tablesample verbose
            between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout
            int integer interval json json_array json_arrayagg json_exists json_object json_objectagg json_query
            json_scalar json_serialize json_table json_value least merge_action national nchar none normalize nullif
            numeric out overlay position precision real row rows setof smallint substring time timestamp treat trim
            values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
            xmlserialize xmltable recursive ordinality operator escape""");

    /// What can't name a result without `as`.
    private static final Set<String> NEEDING_AS =
            words("day filter hour minute month over second varying within without year at");

    /// Built-in functions without side effects, that tell nothing of the database and make no great things of small
    /// ones (`repeat`, `lpad`, `generate_series`).
    private static final Set<String> HARMLESS = words("""
            count sum avg min max every bool_and bool_or array_agg string_agg json_agg jsonb_agg stddev stddev_pop
            stddev_samp variance var_pop var_samp corr mode percentile_cont percentile_disc
            row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
            coalesce nullif greatest least
            lower upper initcap length char_length octet_length trim btrim ltrim rtrim left right substr substring
            position strpos split_part concat concat_ws reverse starts_with to_char to_date to_timestamp to_number
            abs ceil ceiling floor round trunc mod sign sqrt ln log div
            now date_trunc date_part extract age make_date make_interval justify_days justify_hours
            array_length cardinality json_array_length jsonb_array_length jsonb_typeof json_typeof
            json_extract_path_text jsonb_extract_path_text""");

    private static final Set<String> TYPES = words("""
            smallint int2 integer int int4 bigint int8 numeric decimal real float4 float8 float double text varchar
            character char boolean bool date time timetz timestamp timestamptz interval uuid json jsonb""");

    private static final Set<String> VALUES =
            words("true false null current_date current_time current_timestamp localtime localtimestamp");

    private static final Set<String> OPERATORS = words("= <> != < > <= >= + - * / % || -> ->> #> #>> @> <@ &&");

    private SqlWords() {}

    private static Set<String> words(String text) {
        return Arrays.stream(text.split("\\s+", -1)).collect(Collectors.toUnmodifiableSet());
    }

    static boolean isKept(String word) {
        return KEPT.contains(word);
    }

    static boolean needsAs(String word) {
        return NEEDING_AS.contains(word);
    }

    static boolean isHarmless(String function) {
        return HARMLESS.contains(function);
    }

    static boolean isType(String word) {
        return TYPES.contains(word);
    }

    /// Whether a text may follow: `date '2026-01-31'`.
    static boolean isTypeOfText(String word) {
        return Stream.of("date", "time", "timestamp", "timestamptz", "interval").anyMatch(word::equals);
    }

    static boolean isValue(String word) {
        return VALUES.contains(word);
    }

    static boolean isOperator(String text) {
        return OPERATORS.contains(text);
    }
}
