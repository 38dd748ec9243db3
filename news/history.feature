Each item has a history of actions and versions. Any two versions can be compared, word by word, within a tenth of a second.
