"""What each command of ``graphmill`` does; imported only when it is called."""
