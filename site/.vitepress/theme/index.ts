import DefaultTheme from "vitepress/theme-without-fonts";
import "./style.css"; // oxlint-disable-line import/no-unassigned-import -- for what it does

export default DefaultTheme;
