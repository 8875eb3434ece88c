with

halls as (
    select * from {{ ref('dim_halls') }}
),

derived_stages as (
    select * from {{ ref('int_hall_stages_derived') }}
),

compared as (
    select
        hall_id,
        operator_type,
        lag(stage) over (partition by hall_id order by valid_from_date) as previous_stage,
        stage,
        valid_from_date as changed_date
    from halls
),

final as (
    select
        compared.hall_id as unit_id,
        compared.operator_type,
        compared.previous_stage,
        compared.stage,
        case when derived_stages.hall_id is not null then 'rule' else 'register' end
            as decided_by,
        compared.changed_date
    from compared
    left join derived_stages
        on
            compared.hall_id = derived_stages.hall_id
            and compared.stage = derived_stages.stage
            and compared.changed_date = derived_stages.valid_from_date
    where compared.previous_stage <> compared.stage
)

select * from final
