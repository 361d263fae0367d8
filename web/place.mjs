// Where the lab's other files lie: beside this one, or inside the page itself in the single-file variant.

export const addressOf = (name) => globalThis.attentionLabFiles?.[name] ?? new URL(name, import.meta.url).href;
