from . import collection_demo, collection_demo_care, collection_demo_story
