/** A choice of a few, side by side. */
export function Switch<V extends string>({ name, options, value, onPick }: { name: string; options: Record<V, string>; value: V; onPick(value: V): void }) {
  return (
    <div class="switch" role="group" aria-label={name}>
      {(Object.entries(options) as [V, string][]).map(([each, told]) => (
        <button key={each} type="button" aria-pressed={each === value} onClick={() => onPick(each)}>{told}</button>
      ))}
    </div>
  );
}
