"""Sales per org unit, its subtree included: the month of the date up to the date, and the year so far.

A return is a sale of a negative amount or one that names the sale it takes back; the year is net of returns.
"""

from etl.close.step import Step

SALES = """
insert into mart.org_unit_sales
    (as_of, org_unit_id, currency, sale_count, sold_amount, returned_amount, year_to_date_amount)
with sold as (
    select org_unit_id, currency, amount, sold_date >= %(month_start)s as is_this_month,
           amount < 0 or returned_sale_code is not null as is_return
    from core.sale where sold_date between %(year_start)s and %(as_of)s
), at_unit as (
    select org_unit_id, currency, count(*) filter (where is_this_month and not is_return) as sale_count,
           coalesce(sum(amount) filter (where is_this_month and not is_return), 0) as sold_amount,
           coalesce(-sum(amount) filter (where is_this_month and is_return), 0) as returned_amount,
           sum(amount) as year_to_date_amount
    from sold group by org_unit_id, currency
)
select %(as_of)s, o.ancestor_id, s.currency, sum(s.sale_count), sum(s.sold_amount), sum(s.returned_amount),
       sum(s.year_to_date_amount)
from at_unit s join core.org_unit_closure o on o.descendant_id = s.org_unit_id
group by o.ancestor_id, s.currency
"""

STEP = Step("org_unit_sales", ("delete from mart.org_unit_sales where as_of = %(as_of)s", SALES))
