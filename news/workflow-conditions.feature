An action can require more than a permission: another person than the creator, approval by several people, filled fields, translations, or a
date. An approval counts as long as the approved version is unchanged.
