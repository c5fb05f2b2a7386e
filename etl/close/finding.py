"""One kind of finding as SQL: a sentence with a count and a few examples."""

EXAMPLES = 5


def finding(code: str, found: str, *, what: str) -> str:
    """One row when `found`, a query with a column `example`, finds anything; its sentence is `what` and how many."""
    return f"""
    insert into ops.finding (as_of, code, sentence, figures)
    with found as ({found}),
    counted as (select count(*) as n from found),
    examples as (
        select array_agg(example) as examples
        from (select example from found order by example limit {EXAMPLES}) as first_few
    )
    select %(as_of)s, '{code}', '{what}: ' || n || '.', jsonb_build_object('count', n, 'examples', to_jsonb(examples))
    from counted, examples where n > 0
    """
