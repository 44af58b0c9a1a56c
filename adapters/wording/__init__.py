"""Better wording for prompts: templates that need nobody, or a language model behind the same port."""
