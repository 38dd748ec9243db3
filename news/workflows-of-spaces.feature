Every space shows *Who can do what here* under About. Its owners can choose another workflow than that of the site.
