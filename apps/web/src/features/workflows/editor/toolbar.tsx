import { Link } from '@tanstack/react-router';
import {
  ChevronLeft,
  Download,
  Ellipsis,
  FileInput,
  History,
  LayoutGrid,
  Maximize,
  Network,
  Plus,
  Redo2,
  RotateCcw,
  Save,
  Undo2,
} from 'lucide-react';
import { sentence } from '@/lib/format';
import { Button, IconButton } from '@/ui/button';
import { Menu, MenuItem, MenuLine } from '@/ui/menu';
import { Segmented } from '@/ui/segmented';
import { ShareButton } from '@/widgets/share';
import { requestOf } from './request';
import type { Blueprint } from './saving';
import { useDoc, useEditorState } from './store';

export type View = 'graph' | 'list';

export interface ToolbarProps {
  blueprint: Blueprint | undefined;
  dirty: boolean;
  view: View;
  onView: (view: View) => void;
  act: Record<
    'undo' | 'redo' | 'add' | 'tidy' | 'fit' | 'save' | 'versions' | 'export' | 'import' | 'discard',
    () => void
  >;
}

/** What one works on, and what can be done with all of it. */
export function Toolbar({ blueprint, dirty, view, onView, act }: ToolbarProps) {
  const doc = useDoc();
  const canUndo = useEditorState(({ history }) => history.past.length > 0);
  const canRedo = useEditorState(({ history }) => history.future.length > 0);
  const isOld = blueprint !== undefined && blueprint.version !== blueprint.latest;
  const name = blueprint?.name ?? doc.definition.name;
  return (
    <div className="flex flex-wrap items-center gap-1.5 border-b border-line bg-panel px-2 py-1.5 sm:px-3">
      <Link
        to="/workflows"
        aria-label="All workflows"
        className="grid size-11 place-items-center rounded-control text-muted hover:bg-raised hover:text-text sm:size-9"
      >
        <ChevronLeft className="size-4" aria-hidden />
      </Link>
      <div className="min-w-32 flex-1 leading-4">
        <h1 className="truncate font-[640]">{sentence(name)}</h1>
        <p className="truncate text-[12px] text-muted tabular" role="status">
          {blueprint === undefined
            ? 'Not saved yet'
            : blueprint.built_in
              ? 'Ready-made'
              : `Version ${blueprint.version}`}
          {isOld && ` of ${blueprint.latest}`}
          {dirty && <span className="text-accent-text"> · unsaved changes</span>}
        </p>
      </div>
      <span className="flex items-center">
        <IconButton label="Undo" disabled={!canUndo} onClick={act.undo}>
          <Undo2 />
        </IconButton>
        <IconButton label="Redo" disabled={!canRedo} onClick={act.redo}>
          <Redo2 />
        </IconButton>
        {view === 'graph' && (
          <>
            <IconButton label="Tidy up" onClick={act.tidy}>
              <Network />
            </IconButton>
            <IconButton label="Show all" onClick={act.fit} className="max-sm:hidden">
              <Maximize />
            </IconButton>
          </>
        )}
      </span>
      <Segmented<View>
        label="Shown as"
        value={view}
        options={[
          { value: 'graph', label: 'Graph' },
          { value: 'list', label: 'List' },
        ]}
        onChange={onView}
      />
      <Button size="small" onClick={act.add} className="relative max-sm:w-11 max-sm:px-0">
        <Plus />
        <span className="max-sm:sr-only">Add step</span>
      </Button>
      <span className="max-sm:hidden">
        <ShareButton request={doc.definition.steps.length > 0 ? requestOf(doc) : undefined} />
      </span>
      <Button size="small" onClick={act.save} disabled={doc.definition.steps.length === 0}>
        <Save />
        Save
      </Button>
      <Menu
        trigger={
          <IconButton label="More">
            <Ellipsis />
          </IconButton>
        }
      >
        <MenuItem disabled={blueprint === undefined} onSelect={act.versions}>
          <History aria-hidden /> Versions
        </MenuItem>
        <MenuItem onSelect={act.export}>
          <Download aria-hidden /> Export as JSON
        </MenuItem>
        <MenuItem onSelect={act.import}>
          <FileInput aria-hidden /> Import in its place
        </MenuItem>
        <MenuItem onSelect={act.fit}>
          <LayoutGrid aria-hidden /> Show all
        </MenuItem>
        {dirty && blueprint !== undefined && (
          <>
            <MenuLine />
            <MenuItem onSelect={act.discard}>
              <RotateCcw aria-hidden /> Back to what was saved
            </MenuItem>
          </>
        )}
      </Menu>
    </div>
  );
}
