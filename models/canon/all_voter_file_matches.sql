-- One row per match of a person record to a voter file.
with voter_file_matches as (
    {{ every_tool('voter_file_matches') }}
),

voter_file_match_statuses as (
    {{ words_of('voter_file_match_statuses') }}
)

select
    voter_file_matches.*,
    {{ code_of('voter_file_match_statuses', 'voter_file_matches.status_raw') }} as status_code
from voter_file_matches
left join voter_file_match_statuses
    on {{ means('voter_file_match_statuses', 'voter_file_matches', 'status_raw') }}
