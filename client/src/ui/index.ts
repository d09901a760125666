// Small dumb components: values in, callbacks out, no words of their own.
export { Card, Fold, List, ListLink, SayIt, StatusSentence, Tag, UrgentCard, VisuallyHidden } from "./cards";
export { Button, Choice, Choices, Field, IconButton, QuietButton, QuietLine, Radio, Tick } from "./controls";
export { Icon, type IconName } from "./icons";
export { Picture } from "./picture";
export { PinPad } from "./pin-pad";
export { Sheet } from "./sheet";
