What a ban takes away can be looked at before ("See who is affected"), and ``@rehearse`` and ``@change`` know the change ``ban``. An
explanation offers to lift a ban and to take back a break in inheritance, and names first what one can do oneself; a change offered that
needs a reason has one.
