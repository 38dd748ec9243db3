In the workflow editor the button that saves a state or a step stays in sight, colours stand side by side, and boxes stand next to
whom they are about.
