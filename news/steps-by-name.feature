``@workflow`` and ``@history`` name the step and its title, as plone.restapi does.
