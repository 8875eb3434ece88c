{# A build never touches what readers see; its last line says what does. #}
{% macro say_how_to_publish(results) %}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set failed = results | selectattr('status', 'in', ['error', 'fail', 'skipped', 'runtime error']) | list | length -%}
        {%- if failed -%}
            {{ log("Not fit for a release: " ~ failed ~ " nodes failed or were skipped. The current release stays as it is.", info=true) }}
        {%- else -%}
            {{ log("Built. Readers still see the last release; to publish this one: shortboard publish", info=true) }}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
