"""What trainers and leads do with items that were shared or imported: services over the store, without a page."""
