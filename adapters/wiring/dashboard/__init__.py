"""What the dashboard's pages show, gathered from the store and the painters. Nothing here changes anything."""
