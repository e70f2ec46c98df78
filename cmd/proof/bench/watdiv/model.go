package watdiv

import "w3id.org/concord/ontology/rdf"

// kind is a kind of entity.
type kind uint8

const (
	user kind = iota
	product
	offer
	purchase
	review
	retailer
	website
	scaled // the kinds before grow with the size
	subGenre
	city
	genre
	topic
	category
	country
	language
	role
	ageGroup
	gender
	kinds
)

var kindName = [kinds]string{
	user: "User", product: "Product", offer: "Offer", purchase: "Purchase", review: "Review", retailer: "Retailer", website: "Website",
	subGenre: "SubGenre", city: "City", genre: "Genre", topic: "Topic", category: "ProductCategory", country: "Country",
	language: "Language", role: "Role", ageGroup: "AgeGroup", gender: "Gender",
}

// population is how many entities there are at scale 1, or at every scale.
var population = [kinds]int{
	user: 1000, product: 250, offer: 900, purchase: 1500, review: 1500, retailer: 12, website: 50,
	subGenre: 145, city: 240, genre: 21, topic: 250, category: 15, country: 25, language: 35, role: 3, ageGroup: 9, gender: 2,
}

// Namespaces.
const (
	wsdbm = "http://db.uwaterloo.ca/~galuc/wsdbm/"
	sorg  = "http://schema.org/"
	gr    = "http://purl.org/goodrelations/"
	rev   = "http://purl.org/stuff/rev#"
	dc    = "http://purl.org/dc/terms/"
	foaf  = "http://xmlns.com/foaf/0.1/"
	mo    = "http://purl.org/ontology/mo/"
	og    = "http://ogp.me/ns#"
	gn    = "http://www.geonames.org/ontology#"
)

// Prefixes are those of the queries of the benchmark.
var Prefixes = []rdf.Prefix{
	{Name: "wsdbm", IRI: wsdbm}, {Name: "sorg", IRI: sorg}, {Name: "gr", IRI: gr}, {Name: "rev", IRI: rev}, {Name: "dcterms", IRI: dc},
	{Name: "foaf", IRI: foaf}, {Name: "mo", IRI: mo}, {Name: "og", IRI: og}, {Name: "gn", IRI: gn}, {Name: "rdf", IRI: rdf.NS}, {Name: "xsd", IRI: rdf.XSD},
}

// spread says how a number or an entity is drawn.
type spread uint8

const (
	uniform spread = iota
	normal
	zipf
	exact // always the most
)

// link is a property that leads to entities. A subject has it with probability p, then up to most times.
type link struct {
	predicate string
	most      int
	fan       spread
	p         float64
	to        kind
	pick      spread
	where     filter // which entities it may lead to
	only      filter // which subjects may have it
}

// filter is a condition on an entity: on the category of a product, or on the role of a user.
type filter uint8

const (
	any filter = iota
	role0
	role1
	role2
	concert // category 0, and so on
	album
	movie
	printed
	news
)

const typeOf = "<" + rdf.NS + "type>"

// links holds the associations of the model, by the kind of their subject. Purchases and reviews choose their buyer and their
// product themselves (see entity.go), because each has one.
var links = [kinds][]link{
	subGenre: {
		{typeOf, 1, exact, 1, genre, uniform, any, any},
		{"<" + og + "tag>", 6, uniform, 1, topic, uniform, any, any},
	},
	city:    {{"<" + gn + "parentCountry>", 1, exact, 1, country, zipf, any, any}},
	website: {{"<" + sorg + "language>", 1, exact, 1, language, zipf, any, any}},
	product: {
		{"<" + wsdbm + "hasGenre>", 2, exact, 1, subGenre, normal, any, any},
		{"<" + wsdbm + "hasGenre>", 3, uniform, .25, subGenre, uniform, any, any},
		{"<" + og + "tag>", 20, normal, .6, topic, uniform, any, any},
		{"<" + foaf + "homepage>", 1, exact, .25, website, uniform, any, any},
		{"<" + mo + "conductor>", 1, exact, .5, user, uniform, role2, concert},
		{"<" + mo + "performed_in>", 1, exact, .5, city, zipf, any, concert},
		{"<" + mo + "artist>", 1, exact, .8, user, zipf, role2, album},
		{"<" + sorg + "actor>", 25, normal, .8, user, uniform, role2, movie},
		{"<" + sorg + "director>", 1, exact, .8, user, zipf, role2, movie},
		{"<" + sorg + "trailer>", 3, uniform, .1, website, uniform, any, movie},
		{"<" + sorg + "language>", 4, uniform, .3, language, zipf, any, movie},
		{"<" + sorg + "author>", 4, normal, .8, user, uniform, role2, printed},
		{"<" + sorg + "editor>", 4, normal, .4, user, uniform, role2, printed},
		{"<" + sorg + "language>", 10, uniform, .05, language, uniform, any, printed},
		{"<" + sorg + "author>", 1, exact, .8, user, uniform, any, news},
		{"<" + sorg + "editor>", 3, normal, .1, user, uniform, any, news},
	},
	user: {
		{"<" + wsdbm + "likes>", 5, normal, .2, product, zipf, any, any},
		{"<" + wsdbm + "likes>", 25, normal, .05, product, uniform, any, any},
		{"<" + foaf + "homepage>", 1, exact, .05, website, uniform, any, any},
		{"<" + wsdbm + "subscribes>", 15, normal, .2, website, uniform, any, any},
		{"<" + wsdbm + "follows>", 5, normal, .2, user, zipf, role2, any},
		{"<" + wsdbm + "follows>", 15, normal, .3, user, uniform, role1, any},
		{"<" + wsdbm + "follows>", 100, normal, .6, user, uniform, role0, any},
		{"<" + wsdbm + "friendOf>", 225, normal, .4, user, uniform, any, any},
		{"<" + dc + "Location>", 1, exact, .4, city, zipf, any, any},
		{"<" + foaf + "age>", 1, exact, .5, ageGroup, normal, any, any},
		{"<" + wsdbm + "gender>", 1, exact, .6, gender, uniform, any, any},
		{"<" + sorg + "nationality>", 1, exact, .2, country, zipf, any, any},
	},
	retailer: {
		{"<" + gr + "offers>", 180, normal, 1, offer, zipf, any, any},
		{"<" + gr + "offers>", 90, normal, .5, offer, normal, any, any},
		{"<" + gr + "offers>", 45, normal, .25, offer, uniform, any, any},
		{"<" + sorg + "contactPoint>", 1, exact, .8, user, uniform, any, any},
		{"<" + sorg + "employee>", 10, uniform, .2, user, uniform, any, any},
	},
	offer: {
		{"<" + gr + "includes>", 1, exact, 1, product, uniform, any, any},
		{"<" + sorg + "eligibleRegion>", 5, exact, .5, country, zipf, any, any},
	},
	purchase: {{"<" + wsdbm + "purchaseFor>", 1, exact, 1, product, zipf, any, any}},
	review:   {{"<" + rev + "reviewer>", 1, exact, 1, user, uniform, role1, any}},
}

// value is how a literal is drawn.
type value struct {
	predicate string
	how       drawing
	from, to  int // numbers, years or words
}

type drawing uint8

const (
	words drawing = iota
	number
	date
	givenName
	familyName
	address
	mail
	phone
	serial // the entity's own number
)

// group holds literals that a subject has together, with probability p.
type group struct {
	p      float64
	only   filter
	values []value
}

var literals = [kinds][]group{
	product: {
		{1, any, []value{{"<" + og + "title>", words, 1, 5}}},
		{.6, any, []value{{"<" + sorg + "description>", words, 8, 30}}},
		{.3, any, []value{{"<" + sorg + "contentRating>", number, 6, 18}}},
		{.3, any, []value{{"<" + sorg + "keywords>", words, 2, 8}}},
		{.3, any, []value{{"<" + sorg + "text>", words, 20, 60}}},
		{.1, any, []value{{"<" + sorg + "contentSize>", number, 0, 9999}}},
		{.1, any, []value{{"<" + sorg + "caption>", words, 3, 9}}},
		{.05, any, []value{{"<" + sorg + "expires>", date, 2010, 2019}}},
		{.8, concert, []value{{"<" + mo + "opus>", number, 1, 200}, {"<" + mo + "movement>", number, 1, 5}}},
		{.5, concert, []value{{"<" + mo + "composer>", words, 2, 2}}},
		{.5, concert, []value{{"<" + mo + "performer>", words, 2, 3}}},
		{.5, album, []value{{"<" + mo + "producer>", words, 2, 2}}},
		{.5, album, []value{{"<" + mo + "record_number>", number, 1, 99999}}},
		{.5, album, []value{{"<" + mo + "release>", date, 1960, 2019}}},
		{.3, movie, []value{{"<" + sorg + "duration>", number, 60, 240}}},
		{.5, movie, []value{{"<" + sorg + "producer>", words, 2, 2}}},
		{.1, movie, []value{{"<" + sorg + "award>", words, 2, 4}, {"<" + sorg + "award>", words, 2, 4}, {"<" + sorg + "award>", words, 2, 4}}},
		{1, printed, []value{{"<" + sorg + "isbn>", number, 100000000, 999999999}}},
		{.5, printed, []value{{"<" + sorg + "bookEdition>", number, 1, 9}}},
		{.25, printed, []value{{"<" + sorg + "numberOfPages>", number, 50, 1200}}},
		{.8, news, []value{{"<" + sorg + "publisher>", words, 2, 3}}},
		{.7, news, []value{{"<" + sorg + "datePublished>", date, 2000, 2019}}},
		{.2, news, []value{{"<" + sorg + "wordCount>", number, 100, 5000}}},
		{.2, news, []value{{"<" + sorg + "printColumn>", number, 1, 8}, {"<" + sorg + "printEdition>", words, 1, 2}}},
		{.2, news, []value{{"<" + sorg + "printPage>", number, 1, 60}, {"<" + sorg + "printSection>", words, 1, 1}}},
	},
	retailer: {
		{1, any, []value{{"<" + gr + "name>", words, 2, 3}, {"<" + gr + "description>", words, 8, 20}}},
		{.8, any, []value{{"<" + sorg + "openingHours>", words, 2, 4}}},
		{.6, any, []value{{"<" + sorg + "paymentAccepted>", words, 1, 3}}},
		{.8, any, []value{{"<" + sorg + "email>", mail, 0, 0}}},
		{.7, any, []value{{"<" + sorg + "telephone>", phone, 0, 0}}},
		{.1, any, []value{{"<" + sorg + "faxNumber>", phone, 0, 0}}},
		{.4, any, []value{{"<" + sorg + "aggregateRating>", number, 1, 10}}},
		{.1, any, []value{{"<" + sorg + "legalName>", words, 2, 4}}},
	},
	offer: {
		{1, any, []value{{"<" + gr + "serialNumber>", serial, 0, 0}, {"<" + gr + "price>", number, 0, 999}, {"<" + sorg + "eligibleQuantity>", number, 1, 9}}},
		{.4, any, []value{{"<" + gr + "validFrom>", date, 2000, 2009}}},
		{.4, any, []value{{"<" + gr + "validThrough>", date, 2010, 2019}}},
		{.2, any, []value{{"<" + sorg + "priceValidUntil>", date, 2010, 2019}}},
	},
	purchase: {
		{1, any, []value{{"<" + gr + "price>", number, 0, 999}}},
		{.3, any, []value{{"<" + wsdbm + "purchaseDate>", date, 2012, 2012}}},
	},
	website: {{1, any, []value{{"<" + sorg + "url>", address, 0, 0}, {"<" + wsdbm + "hits>", number, 1, 1000000}}}},
	review: {
		{1, any, []value{{"<" + rev + "rating>", number, 0, 10}}},
		{.3, any, []value{{"<" + rev + "title>", words, 2, 6}}},
		{.7, any, []value{{"<" + rev + "text>", words, 15, 50}}},
		{.05, any, []value{{"<" + rev + "totalVotes>", number, 0, 500}}},
	},
	user: {
		{1, any, []value{{"<" + wsdbm + "userId>", serial, 0, 0}}},
		{.7, any, []value{{"<" + foaf + "givenName>", givenName, 0, 0}, {"<" + foaf + "familyName>", familyName, 0, 0}}},
		{.2, any, []value{{"<" + sorg + "birthDate>", date, 1940, 2000}}},
		{.9, any, []value{{"<" + sorg + "email>", mail, 0, 0}}},
		{.05, any, []value{{"<" + sorg + "telephone>", phone, 0, 0}}},
		{.05, any, []value{{"<" + sorg + "jobTitle>", words, 1, 3}}},
	},
}

const (
	reviewedShare = .2 // of the products have reviews
	buyingShare   = .3 // of the users of role 0 buy

	fixedTriples = 900 // of the kinds that do not grow, about
)

// unitTriples is how many triples the kinds that grow have at scale 1, rather too few than too many. A small shop has fewer, because
// a user cannot have more friends than there are users.
func unitTriples(triples int64) float64 {
	switch {
	case triples < 50_000:
		return 68_000
	case triples < 500_000:
		return 102_000
	}
	return 107_500
}
