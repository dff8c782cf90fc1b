-- One row per channel, tool that made contact, and tool that had been told no, most first.
with vendors as (
    select status.source_id, cards.vendor_name
    from marts.source_status as status
    inner join marts.vendor_scorecard as cards using (tool)
)
select
    unwanted.channel_code,
    vendors.vendor_name,
    refused_vendors.vendor_name as refused_vendor_name,
    sum(unwanted.contact_count)::bigint as contacts
from marts.unwanted_contact_days as unwanted
inner join vendors using (source_id)
inner join vendors as refused_vendors on unwanted.refused_source_id = refused_vendors.source_id
where (unwanted.organization_id = %(organization_id)s or %(organization_id)s is null)
    and unwanted.local_date
    >= date_trunc('month', (select max(local_date) from marts.unwanted_contact_days))
    - make_interval(months => %(months)s - 1)
group by unwanted.channel_code, vendors.vendor_name, refused_vendors.vendor_name
order by contacts desc, unwanted.channel_code, vendors.vendor_name, refused_vendor_name
limit 12
