import { Segmented } from 'antd';
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { absent, type Format, useFormat } from '../format.ts';
import { shellMessages } from '../messages.ts';
import { useSettings } from '../settings.tsx';
import { fontFamilies, palette, seriesColours } from '../theme.ts';
import { useWords } from '../words.ts';
import { DataTable } from './data-table.tsx';
import { useSeen } from './use-seen.ts';

/** One line or set of bars over the categories. */
export interface Series {
  name: string;
  values: (number | null)[];
}

/** Figures of a chart, shared by its drawing and its table. */
export interface ChartProps {
  /** States the finding: "夜间 PM2.5 最高", not "PM2.5". */
  title: string;
  kind: 'line' | 'bar' | 'bar-across';
  categories: string[];
  /** What the categories are: the table's first head and the axis' name. */
  categoryName: string;
  /** Unit of the value axis. */
  unit: string;
  series: Series[];
  /** A line drawn across at a value, as a threshold. */
  mark?: { value: number; label: string };
  source?: ReactNode;
  height?: string;
  /** Digits after the point in tooltip and table. */
  digits?: number;
  onChoose?: (index: number) => void;
}

/** A chart with its finding as title, axes with units, its source, and the same figures as a table one click away. */
export function Chart(props: ChartProps) {
  const words = useWords(shellMessages);
  const format = useFormat();
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const titleId = useId();
  const rows = useMemo(() => props.categories.map((category, index) => ({ category, index })), [props.categories]);
  return (
    <figure className="chart" aria-labelledby={titleId}>
      <div className="chart-head">
        <figcaption className="chart-title" id={titleId}>
          {props.title}
        </figcaption>
        <Segmented
          size="small"
          aria-label={words('chartView')}
          value={view}
          onChange={setView}
          options={[
            { value: 'chart', label: words('showChart') },
            { value: 'table', label: words('showTable') },
          ]}
        />
      </div>
      {view === 'chart' ? (
        <Drawing {...props} />
      ) : (
        <DataTable
          label={props.title}
          rows={rows}
          rowKey={(row) => row.index}
          columns={[
            { key: 'category', title: props.categoryName, cell: (row) => row.category },
            ...props.series.map((series) => ({
              key: series.name,
              title: series.name,
              unit: props.unit,
              numeric: true,
              cell: (row: { category: string; index: number }) => format.number(series.values[row.index], props.digits),
            })),
          ]}
        />
      )}
      {props.source ? <p className="chart-source">{props.source}</p> : null}
    </figure>
  );
}

function Drawing(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const { language, dark, largeText } = useSettings();
  const format = useFormat();
  const choose = useRef(props.onChoose);
  choose.current = props.onChoose;
  const option = useMemo(
    () => chartOption(props, { dark, largeText, format, fontFamily: fontFamilies[language] }),
    [props, language, dark, largeText, format],
  );
  const latest = useRef(option);
  latest.current = option;
  const seen = useSeen(box);
  const instance = useRef<{ setOption(option: Record<string, unknown>, clear: boolean): void } | null>(null);
  useEffect(() => {
    const element = box.current;
    if (!element || !seen) return;
    let gone = false;
    let release = () => {};
    void import('./chart-engine.ts').then(({ init }) => {
      if (gone) return;
      const chart = init(element);
      chart.setOption(latest.current);
      chart.on('click', (event) => {
        choose.current?.(event.dataIndex as number);
      });
      instance.current = chart as unknown as typeof instance.current;
      const observer = new ResizeObserver(() => chart.resize());
      observer.observe(element);
      release = () => {
        observer.disconnect();
        chart.dispose();
        instance.current = null;
      };
    });
    return () => {
      gone = true;
      release();
    };
  }, [seen]);
  useEffect(() => {
    instance.current?.setOption(option, true);
  }, [option]);
  const first = props.series[0];
  const label = `${props.title} ${first ? `${first.name} ${format.number(first.values.at(-1) ?? null)} ${props.unit}` : ''}`;
  return (
    <div ref={box} className="chart-canvas" style={{ height: props.height ?? '18rem' }} role="img" aria-label={label} />
  );
}

function chartOption(
  props: ChartProps,
  look: { dark: boolean; largeText: boolean; format: Format; fontFamily: string },
): Record<string, unknown> {
  const colours = look.dark ? palette.dark : palette.light;
  const size = look.largeText ? 16 : 12;
  const motion = !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const across = props.kind === 'bar-across';
  // The last label is centred on its point and would be cut at the edge.
  const lastLabel = Math.min(52, Math.ceil((props.categories.at(-1)?.length ?? 0) * size * 0.3) + 4);
  const label = { color: colours.muted, fontSize: size, fontFamily: look.fontFamily };
  const category = {
    type: 'category',
    data: props.categories,
    name: across ? undefined : props.categoryName,
    nameLocation: 'middle',
    nameGap: look.largeText ? 38 : 30,
    nameTextStyle: label,
    inverse: across,
    axisLabel: {
      ...label,
      hideOverlap: true,
      alignMaxLabel: across ? undefined : 'right',
      width: across ? 120 : undefined,
      overflow: 'truncate',
    },
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
  };
  const value = {
    type: 'value',
    name: props.unit,
    nameTextStyle: { ...label, align: across ? 'right' : 'left' },
    nameLocation: 'end',
    axisLabel: { ...label, hideOverlap: true, formatter: (number: number) => look.format.number(number) },
    splitLine: { lineStyle: { color: colours.line } },
    scale: props.kind === 'line',
  };
  return {
    animation: motion,
    aria: { enabled: false },
    color: look.dark ? seriesColours.dark : seriesColours.light,
    textStyle: { fontFamily: look.fontFamily },
    grid: {
      left: 8,
      right: across ? 48 : Math.max(16, lastLabel),
      top: props.series.length > 1 ? 64 : 36,
      bottom: across ? 8 : look.largeText ? 34 : 28,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: props.series.length > 1 ? { top: 0, left: 0, textStyle: { ...label, color: colours.ink } } : undefined,
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: size },
      valueFormatter: (number: number | null) =>
        number === null || number === undefined ? absent : `${look.format.number(number, props.digits)} ${props.unit}`,
    },
    xAxis: across ? value : category,
    yAxis: across ? category : value,
    series: props.series.map((series, index) => ({
      name: series.name,
      type: props.kind === 'line' ? 'line' : 'bar',
      data: series.values,
      symbol: props.categories.length > 40 ? 'none' : 'circle',
      symbolSize: 5,
      lineStyle: { width: 2, type: index % 2 === 1 ? 'dashed' : 'solid' },
      barMaxWidth: 32,
      connectNulls: false,
      ...(props.mark && index === 0
        ? {
            markLine: {
              symbol: 'none',
              silent: true,
              lineStyle: { color: colours.litchi, type: 'dashed' },
              label: { ...label, color: colours.litchi, formatter: props.mark.label, position: 'insideEndTop' },
              data: [across ? { xAxis: props.mark.value } : { yAxis: props.mark.value }],
            },
          }
        : {}),
    })),
  };
}
