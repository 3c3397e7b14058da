import { GUIDES, isFresh } from "./fresh";

describe("the guide in English", () => isFresh(GUIDES[0]));
