Facilitators of a private space can allow titles and texts in the emails about it.
