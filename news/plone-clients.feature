``++api++`` in front of any path is the HTTP API, as Plone's clients expect. Credentials other than bearer tokens are refused with 401.
