/** The class that costs are shown for, wherever they are; who reads the page can ask for another. */
export const CLASS = { students: 30, hours: 4 };
