-- The curve is exact at the hours of the seed only: the limit of attainment must be one of them.
select thresholds.value
from {{ ref('thresholds') }} as thresholds
left join {{ ref('complaint_survival_hours') }} as hours
    on thresholds.value = hours.hours
where thresholds.threshold_code = 'complaint_attainment_hours' and hours.hours is null
