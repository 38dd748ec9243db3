``@`` in a reply offers the people and groups who can see the discussion. Texts also mention someone by a link with
``data-mention``, which shows the present name.
