import { GUIDES, isFresh } from "./fresh";

describe("the guide in Japanese", () => isFresh(GUIDES[1]));
