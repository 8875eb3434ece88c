{% macro return(value) %}{{ value }}{% endmacro %}
