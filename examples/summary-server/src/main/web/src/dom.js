/** Finds the element with this id. */
export const byId = (id) => document.getElementById(id);

/** Creates an element; text is never read as HTML. */
export function element(tag, attributes = {}, ...children) {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) {
      created.setAttribute(name, "");
    } else if (value !== false && value !== undefined) {
      created.setAttribute(name, value);
    }
  }
  created.append(...children);
  return created;
}

/** Sets the text of an element if it differs, so that nothing is announced or drawn again without need. */
export function setText(target, text) {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}
