-- One row per tag on a person in Action Network, whichever carrier brought it.
with names as (
    {{ stacked('action_network', {
        'osdi_tags': {'tag_id': '_record_id', 'name': 'name'},
        'tags': {'tag_id': 'id', 'name': 'name'},
    }) }}
),

taggings as (
    {{ stacked('action_network', {'osdi_taggings': {
        'uuid': '_record_id',
        'item_type': "coalesce(item_type, 'osdi:person')",
        'origin_system': clean_text('origin_system'),
        'person_record_type': type_if('osdi_people', linked_id('person_id', 'osdi:person')),
        'person_record_id': linked_id('person_id', 'osdi:person'),
        'named_in': "'osdi_tags'",
        'tag_id': linked_id('tag_id', 'osdi:tag'),
        'tagged_at_raw': 'created_date',
    }}) }}
),

api as (
    select * from taggings where item_type = 'osdi:person'
),

mirror as (
    {{ stacked('action_network', {'user_tags': {
        'uuid': 'uuid',
        'item_type': "'osdi:person'",
        'origin_system': 'null',
        'person_record_type': type_if('users', 'user_id'),
        'person_record_id': "nullif(user_id, '')",
        'named_in': "'tags'",
        'tag_id': 'tag_id',
        'tagged_at_raw': 'created_at',
    }}) }}
),

tagged as (
    {{ carried_once('api', 'mirror') }}
),

named as (
    select
        tagged.*,
        {{ clean_name('names.name') }} as tag_name,
        {{ instant('tagged.tagged_at_raw', 'tagged._time_zone') }} as tagged_at,
        {{ instant('tagged.tagged_at_raw', 'tagged._time_zone') }} as collected_at
    from tagged
    left join names
        on
            tagged.source_id = names.source_id and tagged.named_in = names.record_type
            and tagged.tag_id = names.tag_id
)

{{ conform(
    'action_network', 'tags', from='named',
    lacks=['origin_id', 'collector'], checked=['tagged_at'],
) }}
