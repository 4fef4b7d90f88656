/** For what opens: it takes the focus itself, so that no control in it looks chosen, or shows its hint. */
export function focusItself(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}
