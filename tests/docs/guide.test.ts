import { GUIDES, isFresh } from "./fresh";

describe("the guide in both languages", () => GUIDES.forEach(isFresh));
