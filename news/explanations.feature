Every refusal explains its reason and the smallest change that would allow the action. *Who can see this, and why?* shows everyone with
access to an item.
