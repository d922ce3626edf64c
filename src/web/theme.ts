import { type ThemeConfig, theme } from 'antd';
import type { Language } from '../kernel/text.ts';

/** The colours of the house; `styles/base.css` holds the same under CSS names. */
export const palette = {
  light: {
    ink: '#1d2b3a',
    paper: '#f5f7f8',
    surface: '#ffffff',
    line: '#dbe1e6',
    muted: '#55646f',
    litchi: '#b3343f',
    kapok: '#e2772e',
    banyan: '#2f7d5b',
    river: '#2b6c8f',
    water: '#d5e6ef',
    land: '#eceff1',
  },
  dark: {
    ink: '#e4ebf0',
    paper: '#0f161d',
    surface: '#18222c',
    line: '#2c3a46',
    muted: '#a0b0bc',
    litchi: '#f08b93',
    kapok: '#f0975a',
    banyan: '#6cc79c',
    river: '#79bbdb',
    water: '#16303f',
    land: '#1d2832',
  },
};

export type Palette = typeof palette.light;

/** Series colours for charts, told apart also by brightness. */
export const seriesColours = {
  light: ['#2b6c8f', '#e2772e', '#2f7d5b', '#b3343f', '#6b5b95', '#8a6d1f', '#4c9db5', '#7d4e57'],
  dark: ['#79bbdb', '#f0975a', '#6cc79c', '#f08b93', '#b0a1dd', '#d6b85a', '#a8dcea', '#d3a3ad'],
};

const chinese = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC'";
const latin = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial";

/** System fonts, Chinese ones first in Chinese pages: they draw quotation marks as wide as an ideograph. */
export const fontFamilies = {
  zh: `${chinese}, ${latin}, sans-serif`,
  en: `${latin}, ${chinese}, sans-serif`,
};

const lightWashes = {
  colorPrimaryActive: '#1a4761',
  colorErrorActive: '#7a2029',
  colorLinkHover: '#1f5674',
  colorLinkActive: '#1a4761',
  // Darker under the pointer, not lighter: white on a lighter blue or red can't be read well enough.
  colorPrimaryHover: '#22597a',
  colorErrorHover: '#9a2a35',
  colorPrimaryBg: '#e7f0f5',
  colorPrimaryBgHover: '#d3e3ec',
  colorPrimaryBorder: '#a9c8d8',
  controlItemBgActive: '#e7f0f5',
  controlItemBgActiveHover: '#d3e3ec',
  colorInfoBg: '#e7f0f5',
  colorInfoBorder: '#a9c8d8',
  colorSuccessBg: '#e8f3ed',
  colorSuccessBorder: '#a5cfba',
  colorWarningBg: '#fdf1e7',
  colorWarningBorder: '#eab98f',
  colorErrorBg: '#fbeced',
  colorErrorBorder: '#e3a8ad',
};

const darkWashes = {
  colorPrimaryHover: '#27698c',
  colorPrimaryActive: '#205874',
  colorErrorHover: '#b8424d',
  colorErrorActive: '#9c343e',
  colorLinkHover: '#a5d4ea',
  colorLinkActive: '#a5d4ea',
  colorBgContainer: '#1d2833',
  colorBgElevated: '#22303c',
  colorFillAlter: '#212d38',
  colorSplit: '#2c3a46',
  colorPrimaryBg: '#1c303d',
  colorPrimaryBgHover: '#243d4d',
  colorPrimaryBorder: '#3a5b6e',
  controlItemBgActive: '#243d4d',
  controlItemBgActiveHover: '#2b485b',
  colorInfoBg: '#1c303d',
  colorInfoBorder: '#3a5b6e',
  colorSuccessBg: '#1b322a',
  colorSuccessBorder: '#35604e',
  colorWarningBg: '#3a2a1e',
  colorWarningBorder: '#7a5433',
  colorErrorBg: '#3a2227',
  colorErrorBorder: '#7d4249',
};

/**
 * Ant Design's tokens after our own palette. `roomy` is the portal's larger type; `largeText` scales type, spacing and
 * controls together, as the root font size does for our own CSS.
 */
export function antTheme(options: {
  language: Language;
  dark: boolean;
  largeText: boolean;
  roomy: boolean;
}): ThemeConfig {
  const colours = options.dark ? palette.dark : palette.light;
  const scale = options.largeText ? 1.25 : 1;
  return {
    algorithm: options.dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: {
      key: `ln-${options.language}${options.dark ? 'd' : 'l'}${options.largeText ? 'x' : ''}${options.roomy ? 'r' : ''}`,
    },
    hashed: false,
    token: {
      // Ant Design waits for the end of its motions, which styles alone would take away.
      motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      colorPrimary: options.dark ? '#2f7ca5' : '#2b6c8f',
      colorLink: colours.river,
      colorInfo: options.dark ? '#2f7ca5' : '#2b6c8f',
      colorSuccess: options.dark ? '#3d9a70' : '#2f7d5b',
      colorWarning: options.dark ? '#d8752f' : '#c4611b',
      colorError: options.dark ? '#cf525d' : '#b3343f',
      colorTextBase: colours.ink,
      colorBgBase: colours.surface,
      colorBgLayout: colours.paper,
      // The algorithms derive greyish washes from our muted seeds; these are the ones of `styles/base.css`.
      ...(options.dark ? darkWashes : lightWashes),
      colorBorder: options.dark ? '#475866' : '#8796a1',
      colorBorderSecondary: colours.line,
      colorTextPlaceholder: options.dark ? '#93a4b1' : '#5f6e7a',
      colorTextDescription: colours.muted,
      colorTextSecondary: colours.muted,
      borderRadius: 6,
      fontFamily: fontFamilies[options.language],
      fontSize: Math.round((options.roomy ? 16 : 14) * scale),
      sizeUnit: 4 * scale,
      sizeStep: 4 * scale,
      controlHeight: Math.round((options.roomy ? 40 : 34) * scale),
      lineWidthFocus: 3,
      boxShadowSecondary: '0 6px 20px rgb(15 25 35 / 18%)',
      wireframe: false,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500 },
      Segmented: {
        trackBg: options.dark ? '#2c3a46' : '#e1e7eb',
        itemSelectedColor: colours.river,
        itemColor: colours.ink,
      },
    },
  };
}
