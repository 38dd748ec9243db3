Before a change of access, a page lists who gains and who loses access. It covers settings, memberships, bans, sharing, restrictions,
actions, moves and workflows. Forms and confirmations summarise the effect in a sentence.
