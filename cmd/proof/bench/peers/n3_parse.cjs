// Counts the quads of a file as N3.js streams it.
const fs = require('node:fs');
const N3 = require('n3');
const name = process.argv[process.argv.length - 1];
const formats = {nt: 'N-Triples', ttl: 'Turtle', trig: 'TriG'};
const parser = new N3.Parser({format: formats[name.slice(name.lastIndexOf('.') + 1)]});
let count = 0;
parser.parse(fs.createReadStream(name), (error, quad) => {
  if (error) throw error;
  if (quad) count++;
  else console.log(count);
});
